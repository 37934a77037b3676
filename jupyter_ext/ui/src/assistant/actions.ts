import { CommandIds } from '../commands';
import type { AssistantAction } from '../server/messages';

/** What the assistant can be asked for: by a button, a slash command, the context menu. */
export interface Action {
  action: AssistantAction;
  /** As it is typed. */
  slash: string;
  label: string;
  /** Said in menus and beside the slash command. */
  hint: string;
  /** The command of menus and buttons. */
  command: string;
  /** Whether the developer has to say what is wanted: the command begins the sentence. */
  needsWords?: boolean;
  /** What the conversation shows when no words were given. */
  spoken: string;
  /** Whether the answer's code is a new text for the cell that it is about. */
  rewritesCell: boolean;
}

export const ACTIONS: readonly Action[] = [
  {
    action: 'explain',
    slash: '/explain',
    label: 'Explain',
    hint: 'Explain the cell, its output or its error',
    command: CommandIds.explain,
    spoken: 'Explain this cell.',
    rewritesCell: false
  },
  {
    action: 'fix',
    slash: '/fix',
    label: 'Fix',
    hint: "Fix the cell's error",
    command: CommandIds.fix,
    spoken: 'Fix this cell.',
    rewritesCell: true
  },
  {
    action: 'write',
    slash: '/write',
    label: 'Write',
    hint: 'Write a cell from a sentence',
    command: CommandIds.write,
    needsWords: true,
    spoken: 'Write a cell.',
    rewritesCell: false
  },
  {
    action: 'change',
    slash: '/change',
    label: 'Change',
    hint: 'Change the cell as a sentence says',
    command: CommandIds.change,
    needsWords: true,
    spoken: 'Change this cell.',
    rewritesCell: true
  },
  {
    action: 'document',
    slash: '/document',
    label: 'Document',
    hint: 'Document the cell',
    command: CommandIds.document,
    spoken: 'Document this cell.',
    rewritesCell: true
  },
  {
    action: 'test',
    slash: '/test',
    label: 'Test',
    hint: 'Write a test for the cell',
    command: CommandIds.test,
    spoken: 'Write a test for this cell.',
    rewritesCell: false
  },
  {
    action: 'rewrite',
    slash: '/rewrite',
    label: 'My style',
    hint: 'Rewrite the cell in your own style',
    command: CommandIds.rewrite,
    spoken: 'Rewrite this cell in my style.',
    rewritesCell: true
  },
  {
    action: 'next',
    slash: '/next',
    label: 'Next cell',
    hint: 'Suggest the next cell',
    command: CommandIds.next,
    spoken: 'What could come next?',
    rewritesCell: false
  }
];

/** Words for the conversation itself. */
export const SEARCH = '/search';
export const FORGET = '/forget';

export interface Asked {
  action: AssistantAction;
  text: string;
}

/** Read what was typed: a slash command with its words, or a question. */
export function readAsked(body: string): Asked {
  const [word] = body.trim().split(/\s+/, 1);
  const found = ACTIONS.find(each => each.slash === word);
  return found
    ? { action: found.action, text: body.trim().slice(word.length).trim() }
    : { action: 'ask', text: body.trim() };
}

export function actionNamed(action: AssistantAction | undefined): Action | undefined {
  return ACTIONS.find(each => each.action === action);
}
