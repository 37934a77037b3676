import type {
  CompletionHandler,
  IInlineCompletionContext,
  IInlineCompletionItem,
  IInlineCompletionList,
  IInlineCompletionProvider
} from '@jupyterlab/completer';
import { InlineCompletionTriggerKind } from '@jupyterlab/completer';
import { UUID } from '@lumino/coreutils';

import type { CellTexts } from '../context/cells';
import { editorOf, indentationOf, placeOf } from '../context/place';
import { lampIcon } from '../icons';
import type { LiveKernel } from '../kernel/live';
import type { LampClient } from '../server/client';
import type { SuggestBody, SuggestLine } from '../server/messages';
import { Suggestion } from './suggestion';

export const IDENTIFIER = '@lamp-assistant/jupyterlab';

/** A pause in typing before the model is asked; what is typed along a suggestion needs no model. */
const PAUSE_MS = 150;

/** How long a busy page may put off a request. */
const IDLE_MS = 50;

/** The core drops answers later than this; the daemon keeps its own, shorter time. */
const TIMEOUT_MS = 20_000;

const NOTHING: IInlineCompletionList<LampItem> = { items: [] };

/** An item as the core keeps it; the fields of its own survive. */
export interface LampItem extends IInlineCompletionItem {
  lampId: string;
  suggestion: Suggestion;
}

interface Offered {
  item: LampItem;
  typed: number;
  after: string;
  turn: number;
}

/** Offers what the daemon suggests, as it is written; the newest request ends the older one at the model. */
export class LampProvider implements IInlineCompletionProvider<LampItem> {
  readonly name = 'LAMP';
  readonly identifier = IDENTIFIER;
  readonly icon = lampIcon;
  readonly schema = {
    default: { enabled: true, autoFillInMiddle: true, timeout: TIMEOUT_MS, debouncerDelay: 0 }
  };
  /** Told why there was nothing, in words, when the developer asked by hand. */
  onNothing: (reason: string) => void = () => undefined;
  private _turn = 0;
  private _current: Suggestion | undefined;
  private _streams = new Map<string, Offered>();
  private readonly _window = UUID.uuid4();

  constructor(
    private readonly _client: LampClient,
    private readonly _texts: CellTexts,
    private readonly _kernel: LiveKernel
  ) {}

  async fetch(
    request: CompletionHandler.IRequest,
    context: IInlineCompletionContext
  ): Promise<IInlineCompletionList<LampItem>> {
    const turn = ++this._turn;
    const before = request.text.slice(0, request.offset);
    const after = request.text.slice(request.offset);
    const invoked = context.triggerKind === InlineCompletionTriggerKind.Invoke;
    const along = invoked ? [] : (this._current?.along(before, after) ?? []);
    if (!along.length) {
      this.forget();
      if (!invoked) {
        await pause(PAUSE_MS);
        await idle();
      }
      if (turn !== this._turn) {
        return NOTHING;
      }
      this._current = await this._ask(before, after, invoked, context);
    }
    const suggestion = this._current;
    if (!suggestion) {
      return NOTHING;
    }
    const typed = before.length - suggestion.before.length;
    await suggestion.moreThan(typed);
    return turn === this._turn ? this._offer(suggestion.along(before, after), typed, after, turn) : NOTHING;
  }

  async *stream(token: string): AsyncGenerator<{ response: LampItem }> {
    const stream = this._streams.get(token);
    this._streams.delete(token);
    if (!stream) {
      return;
    }
    const { item, typed, after, turn } = stream;
    const { suggestion } = item;
    while (!suggestion.done) {
      await suggestion.moreThan(suggestion.text.length);
      if (turn !== this._turn) {
        return;
      }
      yield { response: { ...item, insertText: suggestion.insertion(typed, after) } };
    }
  }

  /** Offer what was answered no more, and end it at the model. */
  forget(): void {
    this._current?.leave();
    this._current = undefined;
  }

  private async _ask(
    before: string,
    after: string,
    invoked: boolean,
    context: IInlineCompletionContext
  ): Promise<Suggestion | undefined> {
    const place = placeOf(context.widget, before.length, this._texts);
    if (!place) {
      return undefined;
    }
    const names = this._kernel.namesNow(context.session?.kernel);
    const trigger = invoked ? 'invoked' : 'automatic';
    const client = `jupyterlab:${this._window}`;
    const indentation = indentationOf(editorOf(context.widget));
    const body: SuggestBody = { ...place, client, trigger, names, ...indentation };
    const suggestion = new Suggestion(before, after);
    const lines = this._client.stream<SuggestLine>('suggest', body, suggestion.abort.signal);
    suggestion.read(lines).then(
      reason => invoked && !suggestion.text && this.onNothing(reason),
      error => invoked && !suggestion.abort.signal.aborted && this.onNothing(error.message)
    );
    return suggestion;
  }

  private _offer(
    suggestions: Suggestion[],
    typed: number,
    after: string,
    turn: number
  ): IInlineCompletionList<LampItem> {
    const items = suggestions
      .map(
        (suggestion): LampItem => ({
          insertText: suggestion.insertion(typed, after),
          lampId: suggestion.id,
          suggestion
        })
      )
      .filter(({ insertText }) => insertText);
    const [item] = items;
    if (item && !item.suggestion.done) {
      const token = UUID.uuid4();
      this._streams.set(token, { item, typed, after, turn });
      Object.assign(item, { token, isIncomplete: true });
    }
    return { items };
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Resolve when the page has drawn what the developer typed and has nothing else to do, or at the latest soon. */
function idle(): Promise<void> {
  // Safari has no idle callbacks.
  return new Promise(resolve =>
    'requestIdleCallback' in window ? requestIdleCallback(() => resolve(), { timeout: IDLE_MS }) : resolve()
  );
}
