import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { CellRef } from '../src/assistant/cells';
import type { Turn } from '../src/assistant/conversations';
import type { LampAnswer } from '../src/assistant/model';
import type { AssistantBody, AssistantLine } from '../src/server/messages';

vi.mock('@jupyter/chat', () => ({ AbstractChatContext: class {}, AbstractChatModel: Chat }));

interface Said {
  id: string;
  body: string;
  metadata?: { lamp?: LampAnswer };
  update(change: object): void;
}

/** The chat's own list of messages. */
class Chat {
  messages: Said[] = [];
  writers: unknown[] = [];
  setReady(): void {}
  clearMessages(): void {
    this.messages = [];
  }
  messageAdded(message: Said): void {
    this.messagesInserted(this.messages.length, [message]);
  }
  messagesInserted(index: number, messages: Said[]): void {
    const shown = messages.map(message => {
      const one: Said = { ...message, update: change => void Object.assign(one, change) };
      return one;
    });
    this.messages.splice(index, 0, ...shown);
  }
  updateWriters(writers: unknown[]): void {
    this.writers = writers;
  }
}

const { LampChatModel } = await import('../src/assistant/model');

const NOTHING = { cell: '', source: '', code: null, used: {} };

function turn(id: string, path: string, more: Partial<Turn> = {}): Turn {
  return {
    id,
    path,
    action: 'explain',
    question: `asked ${id}`,
    text: `told ${id}`,
    at: 1,
    verdict: '',
    ...NOTHING,
    ...more
  };
}

/** A server that keeps conversations, and writes answers when it is told to. */
class Server {
  kept: Record<string, Turn[]> = {};
  posted: object[] = [];
  moved: object[] = [];
  asked: AssistantBody[] = [];
  aborted: string[] = [];
  isAway = false;
  /** What an answer ends in instead. */
  fails = '';
  /** What reads of the history wait for. */
  history = Promise.resolve();
  private _end = new Map<string, () => void>();

  async get(_route: string, { path }: { path: string }) {
    await this.history;
    if (this.isAway) {
      throw new Error('gone');
    }
    return { answers: this.kept[path] ?? [] };
  }
  async post(_route: string, body: object) {
    this.posted.push(body);
  }
  async put(_route: string, body: object) {
    this.moved.push(body);
  }
  async *stream(_route: string, body: AssistantBody, signal: AbortSignal): AsyncGenerator<AssistantLine> {
    this.asked.push(body);
    yield { kind: 'start', id: `answer on ${body.path}` };
    yield { kind: 'stage', text: 'Reading' };
    if (this.fails) {
      yield { kind: 'error', message: this.fails };
    }
    await new Promise<void>((resolve, reject) => {
      this._end.set(body.path, resolve);
      signal.addEventListener('abort', () => {
        this.aborted.push(body.path);
        reject(new Error('aborted'));
      });
    });
    yield { kind: 'done', text: `all of ${body.path}` };
  }
  finish(path: string): void {
    this._end.get(path)!();
  }
}

/** Notebooks whose open cells are those of `sources`. */
class Cells {
  active: CellRef | undefined = { path: 'a.ipynb', cellId: 'here' };
  sources = new Set(['here', 'there']);
  about(ref: CellRef) {
    return { path: ref.path, language: 'python', cells: [{ source: ref.cellId }], cell: 0 };
  }
  source({ cellId }: CellRef) {
    return this.sources.has(cellId) ? '' : undefined;
  }
  async names() {
    return [];
  }
}

const WORDS = { action: 'ask' as const, text: 'why' };

let server: Server;
let cells: Cells;
let model: InstanceType<typeof LampChatModel>;

beforeEach(() => {
  [server, cells] = [new Server(), new Cells()];
  model = new LampChatModel({} as never, server as never, cells as never);
});

const settled = () => new Promise(resolve => setTimeout(resolve));
const bodies = () => model.messages.map(({ body }) => body);
const lamps = () => model.messages.flatMap(({ metadata }) => metadata?.lamp ?? []);

describe('a conversation', () => {
  it('puts what is kept above what was asked while it was read', async () => {
    server.kept['a.ipynb'] = [turn('old', 'a.ipynb')];
    let arrive = () => {};
    server.history = new Promise(resolve => (arrive = resolve));
    void model.show('a.ipynb');
    void model.ask(WORDS);
    await settled();
    arrive();
    await settled();

    expect(bodies()).toEqual(['asked old', 'told old', 'why', '']);
  });

  it('shows a message as it is, and no mathematics in it', async () => {
    server.fails = 'Fetch them (491 MB) for $0.';
    await model.ask(WORDS);

    expect(bodies()).toEqual(['why', 'Fetch them \\(491 MB\\) for \\$0.']);
  });

  it('reads again what could not be read, and says so once', async () => {
    server.isAway = true;
    await model.show('a.ipynb');
    await model.show('a.ipynb');
    expect(bodies()).toEqual(['gone']);

    server.isAway = false;
    server.kept['a.ipynb'] = [turn('old', 'a.ipynb')];
    await model.show('a.ipynb');

    expect(bodies()).toEqual(['asked old', 'told old', 'gone']);
  });

  it('lets an answer go on while another notebook is in front', async () => {
    void model.ask(WORDS);
    await settled();
    await model.show('b.ipynb');
    expect([bodies(), model.writers.length]).toEqual([[], 0]);
    await model.show('a.ipynb');
    expect(model.writers.length).toBe(1);

    server.finish('a.ipynb');
    await settled();

    expect(bodies()).toEqual(['why', 'all of a.ipynb']);
    expect([server.aborted, model.writers.length]).toEqual([[], 0]);
  });

  it('shows an answer once that is kept already', async () => {
    void model.ask(WORDS);
    await settled();
    await model.show('b.ipynb');
    server.kept['a.ipynb'] = [turn('answer on a.ipynb', 'a.ipynb')];
    await model.show('a.ipynb');

    expect(bodies()).toEqual(['why', '']);
  });

  it('ends the answer of the notebook in front alone', async () => {
    void model.ask(WORDS);
    await settled();
    await model.show('b.ipynb');
    model.stop();
    expect(server.aborted).toEqual([]);

    await model.show('a.ipynb');
    model.stop();
    await settled();

    expect(server.aborted).toEqual(['a.ipynb']);
    expect(lamps()[0].state).toBe('stopped');
  });

  it('is there again after another notebook was in front, though nobody keeps it', async () => {
    void model.ask(WORDS);
    await settled();
    server.finish('a.ipynb');
    await settled();
    model.judge(lamps()[0], 'good');
    await model.show('b.ipynb');
    expect(bodies()).toEqual([]);

    await model.show('a.ipynb');

    expect(bodies()).toEqual(['why', 'all of a.ipynb']);
    expect(lamps()[0]).toMatchObject({ verdict: 'good', about: { cellId: 'here' }, state: 'done' });
  });

  it('says what is being done, and since when', async () => {
    void model.ask(WORDS);
    await settled();

    expect(lamps()[0]).toMatchObject({ state: 'writing', stage: 'Reading' });
    expect(Date.now() - lamps()[0].since!).toBeGreaterThanOrEqual(0);
    expect(model.path).toBe('a.ipynb');
  });

  it('goes with a notebook that is renamed, an answer under way included', async () => {
    server.kept['a.ipynb'] = [turn('old', 'a.ipynb')];
    void model.ask(WORDS);
    await settled();
    model.renamed('a.ipynb', 'b.ipynb');
    expect(server.moved).toEqual([{ path: 'a.ipynb', to: 'b.ipynb' }]);
    expect(lamps().map(({ about }) => about.path)).toEqual(['b.ipynb', 'b.ipynb']);

    server.finish('a.ipynb');
    await settled();
    await model.show('b.ipynb');

    expect(bodies()).toEqual(['asked old', 'told old', 'why', 'all of a.ipynb']);
    expect(server.moved.length).toBe(2);
  });
});

describe('an answer of an earlier day', () => {
  beforeEach(async () => {
    server.kept['a.ipynb'] = [turn('old', 'a.ipynb', { verdict: 'bad' })];
    await model.show('a.ipynb');
  });

  it('can be applied to its cell, and says what it was built from', async () => {
    const used = { sentence: 'coder wrote it in 2 s.' };
    const kept = { cell: 'there', source: 'x = y', code: 'x = 1', used };
    server.kept['b.ipynb'] = [turn('fix', 'b.ipynb', { action: 'fix', ...kept })];

    await model.show('b.ipynb');

    const about = { path: 'b.ipynb', cellId: 'there', source: 'x = y' };
    expect(lamps()[0]).toMatchObject({ about, code: 'x = 1', used, action: 'fix', state: 'done' });
  });

  it('shows how it was judged', () => {
    expect(lamps()[0].verdict).toBe('bad');
  });

  it('is asked for anew about the active cell', async () => {
    void model.askAgain(lamps()[0], 'shorter');
    await settled();

    expect(server.asked[0]).toMatchObject({ about: 'old', wish: 'shorter', cells: [{ source: 'here' }] });
    expect(server.posted).toEqual([{ answer_id: 'old', kind: 'shorter' }]);
  });

  it('is not judged where there is no cell to ask about', async () => {
    cells.active = undefined;
    await model.askAgain(lamps()[0], 'longer');

    expect(server.posted).toEqual([]);
    expect(bodies().at(-1)).toContain('Open a notebook');
  });
});

it('asks anew about the cell of the answer while it is there, and else about the active one', async () => {
  const answer = { id: 'x', ...WORDS, about: { path: 'a.ipynb', cellId: 'there' }, state: 'done' as const };
  void model.askAgain(answer, 'again');
  await settled();
  cells.sources.delete('there');
  void model.askAgain(answer, 'again');
  await settled();

  expect(server.asked.map(body => body.cells[0].source)).toEqual(['there', 'here']);
});
