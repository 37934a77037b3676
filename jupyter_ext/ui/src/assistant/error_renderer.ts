import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';

const ERROR = 'application/vnd.jupyter.error';
const STDERR = 'application/vnd.jupyter.stderr';
const NOTEBOOK = '.jp-Notebook';

/** Before JupyterLab's own renderer of tracebacks (110), which still does the rendering. */
const RANK = 90;

/** A traceback as JupyterLab shows it; where it stands in a notebook, with a button that asks for a fix. */
class ErrorWithFix extends Widget implements IRenderMime.IRenderer {
  private readonly _button = document.createElement('button');

  constructor(
    private readonly _traceback: IRenderMime.IRenderer,
    onFix: (node: Node) => void
  ) {
    super();
    this.addClass('lamp-Error');
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(_traceback);
    this._button.className = 'lamp-Error-fix jp-Button jp-mod-styled';
    this._button.textContent = 'Fix with LAMP';
    this._button.title = 'Ask LAMP to fix this error; the change is shown before it is made';
    this._button.addEventListener('click', () => onFix(this.node));
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    await this._traceback.renderModel(model);
  }

  /** A console and a view of an output have no cell that could be changed. */
  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.node.closest(NOTEBOOK)) {
      this.node.append(this._button);
    } else {
      this._button.remove();
    }
  }
}

/** Put a Fix button on every error's output in a notebook; the traceback itself stays JupyterLab's to render. */
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
