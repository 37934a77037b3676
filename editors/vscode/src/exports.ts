/** Files that tell other tools of the profile, written into the workspace; nothing is overwritten unseen. */

import {
  commands,
  type Disposable,
  EventEmitter,
  Range,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type { Connection } from "./connection";
import { pickedFolder } from "./folders";
import type { ExportedFile, ExportKind } from "./messages";

/** Scheme of the right side of the comparison. */
const DRAFT = "lamp-draft";

/** Shows what a file would become. */
export class Drafts implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();
  private readonly registration = workspace.registerTextDocumentContentProvider(DRAFT, this);

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  put(file: Uri, text: string): Uri {
    const draft = file.with({ scheme: DRAFT });
    this.texts.set(draft.path, text);
    this.changed.fire(draft);
    return draft;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

/** Write a file from the profile; one that is there already is compared first. */
export async function exportFile(connection: Connection, drafts: Drafts, kind: ExportKind): Promise<void> {
  const folder = await pickedFolder("Which folder is it for?");
  if (!folder) {
    return;
  }
  const made = await connection.ask<ExportedFile>("lamp.exportFile", folder.uri.fsPath, kind);
  const file = Uri.file(made.path);
  const there = await textOf(file);
  if (there === made.text) {
    await window.showTextDocument(file);
    void window.showInformationMessage(`${workspace.asRelativePath(file)} says already what LAMP learned.`);
  } else if (there === undefined || (await isWanted(file, drafts.put(file, made.text)))) {
    await write(file, made.text);
    await window.showTextDocument(file);
  }
}

async function isWanted(file: Uri, draft: Uri): Promise<boolean> {
  const name = workspace.asRelativePath(file);
  await commands.executeCommand("vscode.diff", file, draft, `${name}: now, and with what LAMP learned`);
  const chosen = await window.showInformationMessage(`Write these changes to ${name}?`, "Write", "Leave It");
  return chosen === "Write";
}

async function textOf(file: Uri): Promise<string | undefined> {
  try {
    await workspace.fs.stat(file);
  } catch {
    return undefined;
  }
  return (await workspace.openTextDocument(file)).getText();
}

/** Write as an edit, so that it can be undone. */
async function write(file: Uri, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.createFile(file, { ignoreIfExists: true });
  await workspace.applyEdit(edit);
  const document = await workspace.openTextDocument(file);
  const replacement = new WorkspaceEdit();
  replacement.replace(file, new Range(0, 0, document.lineCount, 0), text);
  await workspace.applyEdit(replacement);
  await document.save();
}
