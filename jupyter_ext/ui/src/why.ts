import type { Why } from './server/messages';

/** Say in lines what a completion or an answer was built from. */
export function whyLines(why: Why): string[] {
  const lines = why.sentence ? [why.sentence] : [];
  for (const habit of why.habits ?? []) {
    lines.push(habit.said ?? `Your habit: ${habit.feature} is ${habit.value} (${Math.round(100 * habit.sure)} % sure)`);
  }
  for (const rule of why.rules ?? []) {
    lines.push(`A rule from your edits: ${typeof rule === 'string' ? rule : rule.text}`);
  }
  for (const cell of why.cells ?? []) {
    lines.push(`A cell of this notebook: ${cell}`);
  }
  for (const { path, line, why: reason } of why.snippets ?? []) {
    lines.push(`Your code: ${path}${line ? `:${line}` : ''}${reason ? ` (${reason})` : ''}`);
  }
  return lines.length ? lines : ['The code around the cursor alone.'];
}
