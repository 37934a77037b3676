import type { AssistantAction } from '../server/messages';

/** A question and its answer, as they are kept. */
export interface Turn {
  id: string;
  path: string;
  action: AssistantAction;
  question: string;
  text: string;
  /** Seconds since 1970. */
  at: number;
  /** The developer's last word on it: `good`, `bad`, or what they did with it. */
  verdict: string;
}

/** What was asked and answered, oldest first. */
export interface Conversation {
  answers: Turn[];
}
