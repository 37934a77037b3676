import type { AssistantAction, Why } from '../server/messages';

/** A question and its answer, as they are kept. */
export interface Turn {
  id: string;
  path: string;
  action: AssistantAction;
  question: string;
  text: string;
  /** The id of the cell that it was about, and what stood there. */
  cell: string;
  source: string;
  /** The code to apply; null where there is none. */
  code: string | null;
  used: Why;
  /** Seconds since 1970. */
  at: number;
  /** The developer's last word on it: `good`, `bad`, or what they did with it. */
  verdict: string;
}

/** What was asked and answered, oldest first. */
export interface Conversation {
  answers: Turn[];
}
