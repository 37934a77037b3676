import type {
  CompletionHandler,
  CompletionTriggerKind,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';

import { columnAccess } from './access';
import type { LiveKernel } from './live';

/** Above the kernel's own completer, whose items come without types. */
const RANK = 700;

/** Completes the columns that a data frame of the live kernel has, with their types. */
export class ColumnProvider implements ICompletionProvider {
  readonly identifier = '@lamp-assistant/jupyterlab:columns';
  readonly rank = RANK;
  readonly renderer = null;

  constructor(private readonly _kernel: LiveKernel) {}

  async isApplicable(context: ICompletionContext): Promise<boolean> {
    return !!context.session?.kernel;
  }

  async fetch(
    { text, offset }: CompletionHandler.IRequest,
    { session }: ICompletionContext,
    _trigger?: CompletionTriggerKind
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const access = columnAccess(text.slice(0, offset));
    if (!access || !session?.kernel) {
      return { start: offset, end: offset, items: [] };
    }
    const columns = await this._kernel.columnsOf(session.kernel, access.frame);
    const names = Object.keys(columns).filter(name => name.startsWith(access.typed) && access.allows(name));
    const items = names.map(name => ({ label: name, insertText: name, type: `column ${columns[name]}` }));
    return { start: offset - access.typed.length, end: offset, items };
  }
}
