/** What lists and the light say, in words. */

import type { Why } from "./messages";

/** Return a suggestion as an entry of a list: its first line, and the others below. */
export function describe(text: string): { label: string; detail?: string } {
  const [first = "", ...rest] = text.trim().split("\n");
  const below = rest.map((line) => line.trim()).filter(Boolean);
  return below.length > 0 ? { label: first, detail: below.join(" ⏎ ") } : { label: first };
}

/** Return what the last suggestion took and was made of, in a line. */
export function lastSuggestion({ took_ms: tookMs, sentence }: Why): string {
  return typeof tookMs === "number" ? `${(tookMs / 1000).toFixed(1)} s. ${sentence}` : sentence;
}
