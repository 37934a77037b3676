import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';

import { iconButton, type OutputActs } from './outputs';

const ERROR = 'application/vnd.jupyter.error';
const STDERR = 'application/vnd.jupyter.stderr';
const NOTEBOOK = '.jp-Notebook';

/** Before JupyterLab's own renderer of tracebacks (110), which still does the rendering. */
const RANK = 90;

/** A traceback as JupyterLab shows it; where it stands in a notebook, below what can be asked of LAMP about it. */
class ErrorWithFix extends Widget implements IRenderMime.IRenderer {
  private readonly _row = document.createElement('div');

  constructor(
    private readonly _traceback: IRenderMime.IRenderer,
    acts: OutputActs
  ) {
    super();
    this.addClass('lamp-Error');
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(_traceback);
    this._row.className = 'lamp-Error-actions';
    this._row.append(
      iconButton('Fix with LAMP', 'Fix this error; the change is shown before it is made', 'fix', () =>
        acts.fix(this.node)
      ),
      iconButton('Explain', 'Explain this error', 'explain', () => acts.explain(this.node)),
      iconButton('Ask', 'Ask LAMP about this error', 'ask', () => acts.ask(this.node))
    );
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    await this._traceback.renderModel(model);
  }

  /** A console and a view of an output have no cell that could be changed. */
  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.node.closest(NOTEBOOK)) {
      this.node.prepend(this._row);
    } else {
      this._row.remove();
    }
  }
}

/** Put buttons on every error's output in a notebook; the traceback itself stays JupyterLab's to render. */
export function addFixButtons(rendermime: IRenderMimeRegistry, acts: OutputActs): void {
  rendermime.addFactory(
    {
      safe: true,
      mimeTypes: [ERROR],
      createRenderer: options =>
        new ErrorWithFix(rendermime.getFactory(STDERR)!.createRenderer({ ...options, mimeType: STDERR }), acts)
    },
    RANK
  );
}
