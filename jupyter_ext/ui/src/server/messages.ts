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

export type OutcomeKind = 'shown' | 'accepted' | 'accepted_part' | 'rejected' | 'typed_over' | 'ignored';

export interface Outcome {
  suggestion_id: string;
  kind: OutcomeKind;
  /** Seconds since 1970. */
  at: number;
  characters?: number;
  text?: string;
  how?: 'command' | 'inferred' | 'typed';
}

export interface Retention {
  suggestion_id: string;
  after_s: number;
  /** Share of the accepted text's words that still stand, 0 to 1. */
  share: number;
  characters: number;
  at: number;
  /** The text as it stands now; empty when unchanged. */
  text?: string;
}

/** Whether an accepted cell, run for the first time since, raised. */
export interface Run {
  suggestion_id: string;
  raised: boolean;
  error?: string;
}

export interface OutcomesBody {
  outcomes: Outcome[];
  retentions: Retention[];
  runs: Run[];
}

export type AssistantAction = 'ask' | 'explain' | 'fix' | 'write' | 'document' | 'test' | 'rewrite' | 'next';

export interface AssistantBody extends Omit<Place, 'offset'> {
  action: AssistantAction;
  text: string;
  names: LiveName[];
  output?: string;
  traceback?: string;
  /** The answer that is asked for anew, shorter or longer. */
  about?: string;
  wish?: 'shorter' | 'longer';
}

export type AssistantLine =
  | { kind: 'start'; id: string }
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

export type StatusState = 'ready' | 'thinking' | 'learning' | 'paused' | 'no_model' | 'slow' | 'no_daemon' | 'off';

export interface Status {
  state: StatusState;
  message: string;
  progress?: number | null;
  /** Whether LAMP may keep what it learns. */
  consent?: 'yes' | 'no' | 'unasked';
}

export interface LampSettings {
  /** Whether the live kernel's names may be read; null: not asked yet. */
  live_kernel: boolean | null;
}
