import { AbstractChatContext, AbstractChatModel, IChatModel, IMessage, INewMessage, IUser } from '@jupyter/chat';
import { UUID } from '@lumino/coreutils';

import type { LampClient } from '../server/client';
import type { AssistantAction, AssistantBody, AssistantLine, Feedback, Why } from '../server/messages';
import { actionNamed, Asked, FORGET, readAsked, SEARCH } from './actions';
import { About, CellRef, NotebookCells } from './cells';
import { codeBlocks } from './code_blocks';
import type { Conversation, Turn } from './conversations';

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
}

declare module '@jupyter/chat' {
  interface IMessageMetadata {
    lamp?: LampAnswer;
  }
}

export const LAMP: IUser = { username: 'lamp', display_name: 'LAMP', mention_name: 'LAMP', bot: true };
const YOU: IUser = { username: 'you', display_name: 'You', initials: 'Y' };

/** Between two renderings of an answer that is being written: each renders its Markdown anew. */
const RENDER_EVERY_MS = 150;

const NO_NOTEBOOK = 'Open a notebook and choose a cell; then ask again.';

type Question = Asked & Pick<AssistantBody, 'about' | 'wish'>;

/** A conversation about the notebook in front; each notebook has its own. */
export class LampChatModel extends AbstractChatModel {
  readonly user = YOU;
  private _path = '';
  private _abort: AbortController | undefined;

  constructor(
    options: IChatModel.IOptions,
    private readonly _client: LampClient,
    private readonly _cells: NotebookCells
  ) {
    super({ ...options, config: { sendTypingNotification: false, unreadNotifications: false, stackMessages: false } });
    this.setReady();
  }

  /** Show the conversation about a notebook, as it is kept. */
  async show(path: string): Promise<void> {
    if (path === this._path) {
      return;
    }
    this.stop();
    this._path = path;
    this.clearMessages();
    try {
      const { answers } = await this._client.get<Conversation>('conversations', { path });
      if (path === this._path && !this.messages.length) {
        answers.forEach(turn => this._addTurn(turn));
      }
    } catch (error) {
      this._path = ''; // looked for again when the notebook comes to the front or something is asked
      this._say((error as Error).message);
    }
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
      this._say(NO_NOTEBOOK);
      return undefined;
    }
    await this.show(ref.path);
    this.stop();
    this._add(YOU, inWords(question));
    const answer: LampAnswer = { id: '', ...pick(question), about: ref, state: 'writing' };
    const message = this._add(LAMP, '', answer);
    await this._write(message, answer, question, about);
    return answer;
  }

  /** Ask again for an answer: shorter, longer or just anew; that is feedback too. */
  async askAgain(answer: LampAnswer, kind: 'shorter' | 'longer' | 'again'): Promise<void> {
    const { action, text, about } = answer;
    if (answer.state !== 'done') {
      await this.ask({ action, text }, about); // the server kept nothing that could be judged
      return;
    }
    this.feedback({ answer_id: answer.id, kind });
    const wish = kind === 'again' ? {} : { wish: kind };
    await this.ask({ action, text, about: answer.id, ...wish }, about);
  }

  /** End the answer that is being written; what stands of it stays. */
  stop(): void {
    this._abort?.abort();
    this._abort = undefined;
  }

  feedback(feedback: Feedback): void {
    this._client.post('feedback', feedback).catch(error => this._say(error.message));
  }

  /** Erase the conversation, here and where it is kept. */
  async forget(): Promise<void> {
    this.stop();
    try {
      await this._client.delete('conversations', { path: this._path });
      this.clearMessages();
    } catch (error) {
      this._say((error as Error).message);
    }
  }

  createChatContext(): AbstractChatContext {
    return new LampChatContext({ model: this });
  }

  private async _write(message: IMessage, answer: LampAnswer, question: Question, about: About): Promise<void> {
    const abort = (this._abort = new AbortController());
    this.updateWriters([{ user: LAMP, messageID: message.id }]);
    const body: AssistantBody = { ...about, ...question, names: await this._cells.names(answer.about) };
    let text = '';
    let rendered = 0;
    try {
      for await (const line of this._client.stream<AssistantLine>('assistant', body, abort.signal)) {
        text = this._take(line, answer, text);
        if (Date.now() - rendered > RENDER_EVERY_MS) {
          message.update({ body: text });
          rendered = Date.now();
        }
      }
      answer.state = 'done';
    } catch (error) {
      answer.state = abort.signal.aborted ? 'stopped' : 'failed';
      text += abort.signal.aborted ? '\n\n*Stopped.*' : `\n\n${plainMarkdown((error as Error).message)}`;
    }
    message.update({ body: text.trim(), metadata: { lamp: { ...answer } } });
    if (this._abort === abort) {
      this._abort = undefined;
    }
    if (!this._abort) {
      this.updateWriters([]);
    }
  }

  /** Take in a line of the answer; return its text so far. */
  private _take(line: AssistantLine, answer: LampAnswer, text: string): string {
    switch (line.kind) {
      case 'start':
        answer.id = line.id;
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
      this._say(lines.join('\n') || `Nothing was said here about “${plainMarkdown(query)}”.`);
    } catch (error) {
      this._say((error as Error).message);
    }
  }

  private _addTurn({ question, text, id, action, at }: Turn): void {
    const about = { path: this._path, cellId: '' };
    this._add(YOU, inWords({ action, text: question }), undefined, at);
    this._add(LAMP, text, { id, action, text: question, about, state: 'done' }, at);
  }

  private _say(text: string): void {
    this._add(LAMP, text);
  }

  private _add(sender: IUser, body: string, lamp?: LampAnswer, at = Date.now() / 1000): IMessage {
    const id = UUID.uuid4();
    this.messageAdded({ type: 'msg', id, body, sender, time: at, ...(lamp ? { metadata: { lamp } } : {}) });
    return this.messages.find(message => message.id === id)!;
  }
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
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

function excerpt({ question, text: answer }: Turn, query: string): string {
  const text = `${question} ${answer}`;
  const at = Math.max(0, text.toLowerCase().indexOf(query.toLowerCase()) - 60);
  return text.slice(at, at + 160).replace(/\s+/g, ' ');
}
