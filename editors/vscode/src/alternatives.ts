/** Several suggestions for one place, asked for by hand, to choose from. */

import { Position, Range, window } from "vscode";
import type { Connection } from "./connection";
import { describe } from "./describing";

/** Ask where the cursor is, and insert the one that is chosen. */
export async function chooseAlternative(connection: Connection): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) {
    return;
  }
  const { document, selection } = editor;
  const version = document.version;
  const items = await connection.suggestions(document, selection.active);
  if (items.length === 0) {
    const { reason } = await connection.ask<{ reason: string }>("lamp.whyNot");
    void window.showInformationMessage(`LAMP: ${reason || "nothing comes to mind here."}`);
    return;
  }
  const chosen = await window.showQuickPick(
    items.map((item) => ({ ...describe(item.insertText), item })),
    { title: "Suggestions", placeHolder: "Choose the one to insert", matchOnDetail: true },
  );
  if (chosen && document.version === version) {
    const { start, end } = chosen.item.range;
    const range = new Range(new Position(start.line, start.character), new Position(end.line, end.character));
    await editor.edit((edit) => edit.replace(range, chosen.item.insertText));
    await connection.tell("lamp.accept", chosen.item.id);
  }
  for (const { id } of items.filter((item) => item !== chosen?.item)) {
    await connection.tell("lamp.notShown", id);
  }
}
