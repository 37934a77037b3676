import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { PanelLayout, Widget } from '@lumino/widgets';

const ERROR = 'application/vnd.jupyter.error';
const STDERR = 'application/vnd.jupyter.stderr';

/** Before JupyterLab's own renderer of tracebacks (110), which still does the rendering. */
const RANK = 90;

/** A traceback as JupyterLab shows it, with a button that asks for a fix. */
class ErrorWithFix extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly _traceback: IRenderMime.IRenderer,
    onFix: (node: Node) => void
  ) {
    super();
    this.addClass('lamp-Error');
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(_traceback);
    const button = document.createElement('button');
    button.className = 'lamp-Error-fix jp-Button jp-mod-styled';
    button.textContent = 'Fix with LAMP';
    button.title = 'Ask LAMP to fix this error; the change is shown before it is made';
    button.addEventListener('click', () => onFix(this.node));
    this.node.append(button);
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    await this._traceback.renderModel(model);
  }
}

/** Put a Fix button on every error's output; the traceback itself stays JupyterLab's to render. */
export function addFixButtons(rendermime: IRenderMimeRegistry, onFix: (node: Node) => void): void {
  rendermime.addFactory(
    {
      safe: true,
      mimeTypes: [ERROR],
      createRenderer: options =>
        new ErrorWithFix(rendermime.getFactory(STDERR)!.createRenderer({ ...options, mimeType: STDERR }), onFix)
    },
    RANK
  );
}
