import type { AssistantAction } from '../server/messages';

/** A question and its answer, as they are kept. */
export interface Turn {
  id: string;
  path: string;
  action: AssistantAction;
  asked: string;
  answer: string;
  /** Seconds since 1970. */
  at: number;
}

/** Turns, oldest first. */
export interface Conversation {
  turns: Turn[];
}
