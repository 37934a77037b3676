import type { JSONValue } from '@lumino/coreutils';

/** What the server extension is asked and what it answers; its Python side owns the meaning. */

export interface CellText {
  type: 'code' | 'markdown' | 'raw';
  source: string;
  /** Textual parts of the outputs, capped. */
  outputs: string[];
  /** The traceback's text, where the cell raised. */
  error?: string;
}

export interface LiveName {
  name: string;
  type: string;
  /** Shape, columns or signature, in a line. */
  detail: string;
}

/** A place in a notebook, a console or a file: the cells around the cursor, and where it stands among them. */
export interface Place {
  path: string;
  language: string;
  cells: CellText[];
  /** Index into `cells`. */
  cell: number;
  /** UTF-16 units from the beginning of the cell. */
  offset: number;
}

export interface SuggestBody extends Place {
  client: string;
  trigger: 'automatic' | 'invoked';
  names: LiveName[];
  /** How the editor indents. */
  tab_size: number;
  insert_spaces: boolean;
}

export interface Candidate {
  id: string;
  /** What is to be inserted, from its beginning. */
  text: string;
  /** Characters after the cursor that the text already contains. */
  replaces_after: number;
}

export interface SuggestLine extends Partial<Candidate> {
  done: boolean;
  /** Others for the same place, where they were asked for by hand. */
  more?: Candidate[];
  /** Why there is nothing, in words. */
  reason?: string;
}

/** A suggestion on show. */
export interface Offer {
  id: string;
  /** The whole text that would stand at `at`. */
  text: string;
  /** Offset of its first character in the source. */
  at: number;
  /** Characters after the cursor that the text already contains. */
  replaces_after: number;
  /** False while the model still writes it. */
  complete: boolean;
}

/** Something that happened in one source: a cell, a file, a console's prompt. Counts are UTF-16 units. */
export interface TrackEvent {
  kind: 'offered' | 'grew' | 'shown' | 'edited' | 'accepted' | 'dismissed' | 'moved' | 'left' | 'ran' | 'closed';
  source: string;
  /** Seconds since 1970. */
  at: number;
  /** With `offered`: the whole source. */
  text?: string;
  /** With `offered` and `grew`; the one on show first. */
  offers?: Offer[];
  /** With `edited`: the change as the shared text tells it. */
  delta?: { retain?: number; insert?: string; delete?: number }[];
  /** With `shown`, `accepted` and `dismissed`. */
  suggestion_id?: string;
  /** With `moved`: where the cursor is. */
  offset?: number;
  /** With `ran`: whether the cell raised, and what. */
  raised?: boolean;
  error?: string;
}

export type AssistantAction = 'ask' | 'explain' | 'fix' | 'write' | 'change' | 'document' | 'test' | 'rewrite' | 'next';

/** A text that a question names. */
export interface Attachment {
  name: string;
  text: string;
}

export interface AssistantBody extends Omit<Place, 'offset'> {
  action: AssistantAction;
  text: string;
  names: LiveName[];
  output?: string;
  traceback?: string;
  /** The answer that is asked for anew, shorter or longer. */
  about?: string;
  wish?: 'shorter' | 'longer';
  /** By which the cell is found again. */
  cell_id?: string;
  attached?: Attachment[];
}

export type AssistantLine =
  | { kind: 'start'; id: string }
  /** What is being done. */
  | { kind: 'stage'; text: string }
  | { kind: 'text'; text: string }
  | {
      kind: 'done';
      /** The answer as it finally reads. */
      text?: string;
      /** The code to apply; null where there is none that can be. */
      code?: string | null;
      used?: Why;
    }
  | { kind: 'error'; message: string };

export interface Feedback {
  answer_id?: string;
  suggestion_id?: string;
  verdict?: 'good' | 'bad';
  reason?: string;
  kind?: 'applied' | 'edited' | 'shorter' | 'longer' | 'again';
  text?: string;
}

/** What a completion or an answer was built from. */
export interface Why {
  sentence?: string;
  strategy?: string;
  backend?: string;
  model?: string;
  took_ms?: number;
  snippets?: { path: string; line: number; language: string; text: string; why: string }[];
  habits?: { feature: string; value: string; sure: number; said?: string }[];
  rules?: (string | { text: string })[];
  /** The first line of each other cell that was read. */
  cells?: string[];
}

export type StatusState =
  | 'starting'
  | 'loading'
  | 'ready'
  | 'thinking'
  | 'learning'
  | 'paused'
  | 'no_model'
  | 'slow'
  | 'no_daemon'
  | 'off';

export interface Status {
  state: StatusState;
  /** One line that begins with what to do. */
  message: string;
  /** What happened, at length. */
  detail?: string;
  /** A button, and the command that it runs in a terminal. */
  remedy?: { label: string; command: string };
  progress?: number | null;
  /** Whether LAMP may keep what it learns. */
  consent?: 'yes' | 'no' | 'unasked';
}

export interface LampSettings {
  /** Whether the live kernel's names may be read; null: not asked yet. */
  live_kernel: boolean | null;
  /** LAMP's settings by their names. */
  values: Record<string, JSONValue>;
}
