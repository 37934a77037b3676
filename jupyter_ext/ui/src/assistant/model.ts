import {
  AbstractChatContext,
  AbstractChatModel,
  type IChatModel,
  type IMessageContent,
  type INewMessage,
  type IUser
} from '@jupyter/chat';
import { UUID } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';

import type { LampClient } from '../server/client';
import type { AssistantAction, AssistantBody, AssistantLine, Attachment, Feedback, Why } from '../server/messages';
import { actionNamed, type Asked, FORGET, readAsked, SEARCH } from './actions';
import type { About, CellRef, NotebookCells } from './cells';
import { codeBlocks } from './code_blocks';
import type { Conversation, Turn } from './conversations';
import { withDollars } from './mathematics';

/** What is kept with a message of the assistant's. */
export interface LampAnswer {
  /** The answer's id at the server; empty until it has one. */
  id: string;
  action: AssistantAction;
  text: string;
  about: CellRef;
  state: 'writing' | 'done' | 'stopped' | 'failed';
  /** What could be applied to the cell, or inserted below it. */
  code?: string;
  used?: Why;
  /** How the developer judged it before. */
  verdict?: Verdict;
  /** What is being done while it is written, and since when, in milliseconds. */
  stage?: string;
  since?: number;
}

type Verdict = NonNullable<Feedback['verdict']>;

declare module '@jupyter/chat' {
  interface IMessageMetadata {
    lamp?: LampAnswer;
  }
}

export const LAMP: IUser = { username: 'lamp', display_name: 'LAMP', mention_name: 'LAMP', bot: true };
const YOU: IUser = { username: 'you', display_name: 'You', initials: 'Y' };

/** Between two renderings of an answer that is being written: each renders its Markdown anew. */
const RENDER_EVERY_MS = 150;

/** Messages remembered for each notebook of the page. */
const MOST_SAID = 100;

const NO_NOTEBOOK = 'Open a notebook and choose a cell, or open a file; then ask again.';

type Question = Asked & Pick<AssistantBody, 'about' | 'wish'>;

/** An answer that is being written, whether its notebook is in front or not. */
interface Writing {
  answer: LampAnswer;
  messages: IMessageContent[];
  abort: AbortController;
}

/** A conversation about the notebook in front; each notebook has its own. */
export class LampChatModel extends AbstractChatModel {
  readonly user = YOU;
  private _path = '';
  /** Whether the conversation could not be read. */
  private _isMissing = false;
  /** By the notebook's path. */
  private _writing = new Map<string, Writing>();
  /** What was said since the page was opened, by path: where LAMP may keep nothing, it is the only memory. */
  private _said = new Map<string, IMessageContent[]>();
  private _pathChanged = new Signal<this, string>(this);
  private _turned = new Signal<this, void>(this);

  constructor(
    options: IChatModel.IOptions,
    private readonly _client: LampClient,
    private readonly _cells: NotebookCells,
    private readonly _named: (question: string) => Promise<Attachment[]> = async () => []
  ) {
    super({ ...options, config: { sendTypingNotification: false, unreadNotifications: false, stackMessages: false } });
    this.setReady();
  }

  /** The notebook that the conversation is about; empty for none yet. */
  get path(): string {
    return this._path;
  }

  get pathChanged(): ISignal<this, string> {
    return this._pathChanged;
  }

  /** Told when something was asked, or another conversation is on show: its end is what one wants to see. */
  get turned(): ISignal<this, void> {
    return this._turned;
  }

  /** Show the conversation about a notebook, as it is kept and as it is being written. */
  async show(path: string): Promise<void> {
    const isAgain = path === this._path;
    if (!isAgain) {
      this._moveTo(path);
      this.clearMessages();
      this._said.get(path)?.forEach(message => this.messageAdded(message));
      this._writing.get(path)?.messages.forEach(message => this.messageAdded(message));
      this._sayWhoWrites();
    } else if (!this._isMissing) {
      return;
    }
    this._isMissing = false;
    try {
      const { answers } = await this._client.get<Conversation>('conversations', { path });
      if (path === this._path) {
        this._addBefore(answers);
        this._turned.emit();
      }
    } catch (error) {
      if (path === this._path) {
        this._isMissing = true; // looked for again when the notebook comes to the front or something is asked
        if (!isAgain) {
          this.say((error as Error).message);
        }
      }
    }
  }

  /** Follow a notebook, or one in a folder, that has a new name. */
  renamed(path: string, to: string): void {
    const writing = this._writing.get(path);
    const shown = this.messages.map(({ metadata }) => metadata?.lamp);
    for (const answer of [...shown, writing?.answer]) {
      if (answer?.about.path === path) {
        answer.about.path = to;
      }
    }
    if (writing) {
      this._writing.delete(path);
      this._writing.set(to, writing);
    }
    this._said.set(to, this._said.get(path) ?? []);
    this._said.delete(path);
    if (path === this._path) {
      this._moveTo(to);
    }
    this._tellRenamed(path, to);
  }

  async sendMessage({ body }: INewMessage): Promise<void> {
    if (body.startsWith(SEARCH)) {
      await this._search(body.slice(SEARCH.length).trim());
    } else if (body.trim() === FORGET) {
      await this.forget();
    } else if (body.trim()) {
      await this.ask(readAsked(body));
    }
  }

  /** Ask about a cell, or else the active one, and write the answer as it comes. */
  async ask(question: Question, ref = this._cells.active): Promise<LampAnswer | undefined> {
    const about = ref && this._cells.about(ref);
    if (!ref || !about) {
      this.say(NO_NOTEBOOK);
      return undefined;
    }
    await this.show(ref.path);
    let attached: Attachment[];
    try {
      attached = await this._named(question.text);
    } catch (error) {
      this.say((error as Error).message);
      return undefined;
    }
    this._writing.get(ref.path)?.abort.abort();
    const answer: LampAnswer = { id: '', ...pick(question), about: ref, state: 'writing', since: Date.now() };
    const messages = [messageOf(YOU, inWords(question)), messageOf(LAMP, '', answer)];
    const writing = { answer, messages, abort: new AbortController() };
    this._writing.set(ref.path, writing);
    if (ref.path === this._path) {
      messages.forEach(message => this.messageAdded(message));
      this._turned.emit();
    }
    await this._write(writing, question, { ...about, ...(attached.length ? { attached } : {}) });
    return answer;
  }

  /** Ask again for an answer: shorter, longer or just anew; that is feedback too. */
  async askAgain(answer: LampAnswer, kind: 'shorter' | 'longer' | 'again'): Promise<void> {
    const { action, text } = answer;
    const ref = this._cells.source(answer.about) === undefined ? this._cells.active : answer.about;
    if (!ref || answer.state !== 'done') {
      await this.ask({ action, text }, ref); // the server kept nothing that could be judged
      return;
    }
    this.feedback({ answer_id: answer.id, kind });
    const wish = kind === 'again' ? {} : { wish: kind };
    await this.ask({ action, text, about: answer.id, ...wish }, ref);
  }

  /** The answer that is being written about a notebook; undefined for none. */
  writing(path: string): LampAnswer | undefined {
    return this._writing.get(path)?.answer;
  }

  /** End the answer that is being written here; what stands of it stays. */
  stop(path = this._path): void {
    this._writing.get(path)?.abort.abort();
  }

  /** Take the developer's word on an answer. */
  judge(answer: LampAnswer, verdict: Verdict, reason?: string): void {
    for (const { metadata } of [...this.messages, ...(this._said.get(answer.about.path) ?? [])]) {
      if (metadata?.lamp?.id === answer.id) {
        metadata.lamp.verdict = verdict;
      }
    }
    this.feedback({ answer_id: answer.id, verdict, ...(reason ? { reason } : {}) });
  }

  feedback(feedback: Feedback): void {
    this._client.post('feedback', feedback).catch(error => this.say(error.message));
  }

  /** Say something that is not kept. */
  say(text: string): void {
    this.messageAdded(messageOf(LAMP, text));
  }

  /** Erase the conversation, here and where it is kept. */
  async forget(): Promise<void> {
    this.stop();
    try {
      await this._client.delete('conversations', { path: this._path });
      this._said.delete(this._path);
      this.clearMessages();
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  createChatContext(): AbstractChatContext {
    return new LampChatContext({ model: this });
  }

  private async _write(writing: Writing, question: Question, about: About): Promise<void> {
    const { answer, abort } = writing;
    this._sayWhoWrites();
    const body: AssistantBody = { ...about, ...question, names: await this._cells.names(answer.about) };
    let text = '';
    let ending = '';
    let rendered = 0;
    try {
      for await (const line of this._client.stream<AssistantLine>('assistant', body, abort.signal)) {
        text = this._take(line, answer, text);
        if (line.kind === 'stage') {
          this._update(writing, { metadata: { lamp: { ...answer } } });
        } else if (Date.now() - rendered > RENDER_EVERY_MS) {
          this._update(writing, { body: withDollars(text) });
          rendered = Date.now();
        }
      }
      answer.state = 'done';
    } catch (error) {
      answer.state = abort.signal.aborted ? 'stopped' : 'failed';
      ending = abort.signal.aborted ? '*Stopped.*' : plainMarkdown((error as Error).message);
    }
    // Only the model writes mathematics: an escaped bracket of a message is none.
    this._update(writing, { body: `${withDollars(text)}\n\n${ending}`.trim(), metadata: { lamp: { ...answer } } });
    const { path } = answer.about;
    if (answer.state === 'done') {
      this._said.set(path, [...(this._said.get(path) ?? []), ...writing.messages].slice(-MOST_SAID));
    }
    if (this._writing.get(path) === writing) {
      this._writing.delete(path);
    }
    this._sayWhoWrites();
    if (path !== about.path) {
      this._tellRenamed(about.path, path); // the answer was kept under the name that was asked with
    }
  }

  private _update({ messages }: Writing, change: Partial<IMessageContent>): void {
    const answered = Object.assign(messages[1], change);
    this.messages.find(({ id }) => id === answered.id)?.update(change);
  }

  private _sayWhoWrites(): void {
    const writing = this._writing.get(this._path);
    this.updateWriters(writing ? [{ user: LAMP, messageID: writing.messages[1].id }] : []);
  }

  private _tellRenamed(path: string, to: string): void {
    this._client.put('conversations', { path, to }).catch(error => this.say(error.message));
  }

  /** Take in a line of the answer; return its text so far. */
  private _take(line: AssistantLine, answer: LampAnswer, text: string): string {
    switch (line.kind) {
      case 'start':
        answer.id = line.id;
        return text;
      case 'stage':
        answer.stage = line.text;
        return text;
      case 'text':
        return text + line.text;
      case 'done': {
        const whole = line.text || text;
        answer.code = line.code === undefined ? codeBlocks(whole)[0] : (line.code ?? undefined);
        answer.used = line.used;
        return whole;
      }
      case 'error':
        throw new Error(line.message);
    }
  }

  private async _search(query: string): Promise<void> {
    try {
      const { answers } = await this._client.get<Conversation>('conversations', { query });
      const lines = answers.map(turn => `- **${plainMarkdown(turn.path)}**: ${plainMarkdown(excerpt(turn, query))}`);
      this.say(lines.join('\n') || `Nothing was said here about “${plainMarkdown(query)}”.`);
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private _moveTo(path: string): void {
    this._path = path;
    this._pathChanged.emit(path);
  }

  /** Put what was kept above what was said since it was asked for. */
  private _addBefore(turns: Turn[]): void {
    const shown = new Set(this.messages.map(({ metadata }) => metadata?.lamp?.id));
    const messages = turns.filter(({ id }) => !shown.has(id)).flatMap(turn => messagesOf(turn, this._path));
    this.messagesInserted(0, messages);
  }
}

function messageOf(sender: IUser, body: string, lamp?: LampAnswer, time = Date.now() / 1000): IMessageContent {
  return { type: 'msg', id: UUID.uuid4(), body, sender, time, ...(lamp ? { metadata: { lamp } } : {}) };
}

function messagesOf(turn: Turn, path: string): IMessageContent[] {
  const { question, text, id, action, at, verdict, cell, source, code, used } = turn;
  const about = { path, cellId: cell, source };
  const judged = verdict === 'good' || verdict === 'bad' ? { verdict: verdict as Verdict } : {};
  const built = used && Object.keys(used).length ? { used } : {};
  const answer: LampAnswer = {
    id,
    action,
    text: question,
    about,
    state: 'done',
    code: code ?? undefined,
    ...built,
    ...judged
  };
  return [
    messageOf(YOU, inWords({ action, text: question }), undefined, at),
    messageOf(LAMP, withDollars(text), answer, at)
  ];
}

class LampChatContext extends AbstractChatContext {
  get users(): IUser[] {
    return [LAMP];
  }
}

const WISHES = { shorter: 'Shorter, please.', longer: 'In more detail, please.' };

function inWords({ action, text, about, wish }: Question): string {
  const again = about ? 'Try again, please.' : '';
  return wish ? WISHES[wish] : again || text || (actionNamed(action)?.spoken ?? '');
}

function pick({ action, text }: Question): Asked {
  return { action, text };
}

/** Return text that Markdown shows as it is. */
function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~$&-]/g, '\\$&');
}

function excerpt({ question, text: answer }: Turn, query: string): string {
  const text = `${question} ${answer}`;
  const at = Math.max(0, text.toLowerCase().indexOf(query.toLowerCase()) - 60);
  return text.slice(at, at + 160).replace(/\s+/g, ' ');
}
