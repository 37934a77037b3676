const FENCE = /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm;

/** Return the code of a Markdown text's fenced blocks. */
export function codeBlocks(markdown: string): string[] {
  return Array.from(markdown.matchAll(FENCE), ([, , code]) => code.replace(/\n$/, ''));
}
