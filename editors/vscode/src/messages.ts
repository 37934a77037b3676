/** What the language server says and answers, beyond the protocol; see docs/protocol.md. */

/** How LAMP is, as the status bar shows it; the first eleven come from the language server. */
export type State =
  | "starting"
  | "loading"
  | "ready"
  | "thinking"
  | "learning"
  | "paused"
  | "no_model"
  | "slow"
  | "no_daemon"
  | "off"
  | "snoozed"
  | "missing"
  | "stopped"
  | "untrusted";

/** `lamp/status`. */
export interface Status {
  state: State;
  /** One line. */
  message: string;
  /** 0 to 1, of what is being learned. */
  progress?: number | null;
}

/** The answer of `lamp.why`. */
export interface Why {
  suggestion_id: string;
  /** All of it in one sentence. */
  sentence: string;
  snippets: { path: string; line: number; why: string }[];
  habits: { said: string; sure: number }[];
  rules: string[];
  took_ms?: number | null;
}

/** What can be asked about a selection. */
export type SelectionAction = "explain" | "fix" | "test" | "document" | "rewrite";

interface Place {
  line: number;
  character: number;
}

/** The argument of `lamp.ask`. */
export interface Question {
  action: SelectionAction;
  uri: string;
  version?: number;
  range: { start: Place; end: Place };
  text?: string;
}

/** The answer of `lamp.ask`. */
export interface SelectionAnswer {
  id: string;
  action: SelectionAction;
  /** Markdown. */
  text: string;
  /** In place of `range`, or a test for a file of its own; null where there is nothing to apply. */
  code: string | null;
  range: { start: Place; end: Place };
  sentence: string;
}

/** One of the answer of `textDocument/inlineCompletion`. */
export interface InlineItem {
  insertText: string;
  range: { start: Place; end: Place };
  command: { arguments: [string] };
}

/** One of the answer of `lamp.models`. */
export interface Model {
  name: string;
  backend: string;
  state: "ready" | "here" | "missing" | "failed" | "loading";
  current: boolean;
  /** Its size, and how to get it where it is missing. */
  words: string;
}

/** The answer of `lamp.logs`: absolute paths. */
export interface LogFiles {
  /** The language server's own. */
  path: string;
  daemon: string;
}

/** What `lamp.exportFile` writes from the profile. */
export type ExportKind = "agents" | "editorconfig" | "ruff" | "prettier";

/** The answer of `lamp.exportFile`. */
export interface ExportedFile {
  /** Absolute. */
  path: string;
  /** The file's whole new content. */
  text: string;
}
