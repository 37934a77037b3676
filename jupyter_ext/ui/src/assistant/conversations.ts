import type { AssistantAction } from '../server/messages';

/** A question and its answer, as they are kept. */
export interface ConversationEntry {
  id: string;
  path: string;
  action: AssistantAction;
  question: string;
  text: string;
  /** Seconds since 1970. */
  at: number;
}

/** Return what the server keeps, oldest first. */
export function readConversations(answer: { answers: ConversationEntry[] }): ConversationEntry[] {
  return [...answer.answers].sort((a, b) => a.at - b.at);
}
