import { AbstractChatContext, AbstractChatModel, IChatModel, IMessage, INewMessage, IUser } from '@jupyter/chat';
import { UUID } from '@lumino/coreutils';

import type { LampClient } from '../server/client';
import type { AssistantAction, AssistantBody, AssistantLine, Feedback, Why } from '../server/messages';
import { actionNamed, Asked, FORGET, readAsked, SEARCH } from './actions';
import { About, CellRef, NotebookCells } from './cells';
import { ConversationEntry, readConversations } from './conversations';

/** What is kept with a message of the assistant's. */
export interface LampAnswer {
  /** The answer's id at the server; empty until it has one. */
  id: string;
  action: AssistantAction;
  text: string;
  about: CellRef;
  state: 'writing' | 'done' | 'stopped' | 'failed';
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

interface Question extends Asked {
  about?: string;
}

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
      const entries = readConversations(await this._client.get('conversations', { path }));
      if (path === this._path && !this.messages.length) {
        entries.forEach(entry => this._addEntry(entry));
      }
    } catch (error) {
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
    this._add(YOU, question.text || (actionNamed(question.action)?.spoken ?? ''));
    const answer: LampAnswer = { id: '', ...pick(question), about: ref, state: 'writing' };
    const message = this._add(LAMP, '', answer);
    await this._write(message, answer, question, about);
    return answer;
  }

  /** Ask again for an answer: shorter, longer or just anew; that is feedback too. */
  async askAgain(answer: LampAnswer, kind: 'shorter' | 'longer' | 'again'): Promise<void> {
    this.feedback({ answer_id: answer.id, kind });
    const words = { shorter: 'Shorter, please.', longer: 'In more detail, please.', again: 'Try again, please.' };
    const text = [answer.text, words[kind]].filter(Boolean).join('\n\n');
    await this.ask({ action: answer.action, text, about: answer.id }, answer.about);
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
    const body: AssistantBody = { ...about, ...question };
    this.updateWriters([{ user: LAMP, messageID: message.id }]);
    let text = '';
    let rendered = 0;
    try {
      for await (const line of this._client.stream<AssistantLine>('assistant', body, abort.signal)) {
        text += this._take(line, answer);
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
      this.updateWriters([]);
      this._abort = undefined;
    }
  }

  private _take(line: AssistantLine, answer: LampAnswer): string {
    switch (line.kind) {
      case 'start':
        answer.id = line.id;
        return '';
      case 'text':
        return line.text;
      case 'done':
        answer.used = line.used;
        return '';
      case 'error':
        throw new Error(line.message);
    }
  }

  private async _search(query: string): Promise<void> {
    try {
      const found = readConversations(await this._client.get('conversations', { query }));
      const lines = found.map(({ path, text }) => `- **${plainMarkdown(path)}**: ${plainMarkdown(excerpt(text, query))}`);
      this._say(lines.join('\n') || `Nothing was said here about “${plainMarkdown(query)}”.`);
    } catch (error) {
      this._say((error as Error).message);
    }
  }

  private _addEntry({ question, text, id, action, at }: ConversationEntry): void {
    const about = { path: this._path, cellId: '' };
    this._add(YOU, question || (actionNamed(action)?.spoken ?? ''), undefined, at);
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

function pick({ action, text }: Question): Asked {
  return { action, text };
}

/** Return text that Markdown shows as it is. */
function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

function excerpt(text: string, query: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(query.toLowerCase()) - 60);
  return text.slice(at, at + 160).replace(/\s+/g, ' ');
}
