/** Ages in seconds at which an accepted text is looked at again. */
export const CHECKS_S = [30, 120, 300, 600];

const WORDS = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu;

/** Words compared at most; the table of a longer text would take its time from the developer. */
const MOST_WORDS = 1_000;

export interface Standing {
  share: number;
  characters: number;
}

/**
 * Return the share of `accepted` that stands in `now`, and its characters, white space left out.
 *
 * The longest common subsequence of words, as the language server computes it.
 */
export function standing(accepted: string, now: string): Standing {
  const words = (accepted.match(WORDS) ?? []).slice(0, MOST_WORDS);
  const whole = words.reduce((sum, word) => sum + word.length, 0);
  if (!whole) {
    return { share: now.includes(accepted) ? 1 : 0, characters: 0 };
  }
  const characters = heaviestCommon(words, (now.match(WORDS) ?? []).slice(0, MOST_WORDS));
  return { share: characters / whole, characters };
}

/** Characters of the common subsequence of words that has the most of them. */
function heaviestCommon(a: string[], b: string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++) {
      next[j] = word === b[j - 1] ? row[j - 1] + word.length : Math.max(row[j], next[j - 1]);
    }
    row = next;
  }
  return row[b.length];
}
