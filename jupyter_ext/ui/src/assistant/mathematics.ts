/** Code, which stays as it is, or mathematics in TeX's own brackets. */
const PARTS = /(^(`{3,}|~{3,})[\s\S]*?(?:^\2|$(?![\s\S]))|`[^`\n]*`)|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)/gm;

/** Return Markdown whose `\[ \]` and `\( \)` are dollars, which is what JupyterLab takes for mathematics. */
export function withDollars(markdown: string): string {
  return markdown.replace(PARTS, (whole, code?: string, _fence?: string, display?: string, inline?: string) => {
    if (code !== undefined) {
      return whole;
    }
    return display !== undefined ? `$$${display.trim()}$$` : `$${inline!.trim()}$`;
  });
}
