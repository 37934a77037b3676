import type { Attachment } from '../server/messages';

/** What can be named in a question, as it is typed. */
export const MENTIONS = [
  { name: '@cell', description: 'The cell you are in; @cell:3 is the third' },
  { name: '@selection', description: 'What is selected in the cell or file' },
  { name: '@file:', description: 'A file: @file:helpers.py' }
] as const;

const MENTION = /(?:^|\s)@(cell(?::(\d+))?|selection|file:(\S+?))(?=[,.;:!?)]*(?:\s|$))/g;

/** Reads what is named; each raises with a sentence where there is nothing. */
export interface Readers {
  /** The n-th cell from 1, or the one that the developer is in. */
  cell: (number: number | undefined) => string;
  selection: () => string;
  file: (path: string) => Promise<string>;
}

/** Return the texts that a question names, each once, with the names that they have there. */
export async function namedIn(question: string, readers: Readers): Promise<Attachment[]> {
  const found = new Map<string, Promise<string> | string>();
  for (const [, name, cell, path] of question.matchAll(MENTION)) {
    if (path !== undefined) {
      found.set(path, readers.file(path));
    } else if (name === 'selection') {
      found.set('selection', readers.selection());
    } else {
      found.set(name, readers.cell(cell === undefined ? undefined : Number(cell)));
    }
  }
  return Promise.all(Array.from(found, async ([name, text]) => ({ name, text: await text })));
}
