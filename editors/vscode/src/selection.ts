/** Questions about a selection: asked with progress, answered in words, in a file of its own, or as a comparison. */

import {
  commands,
  type Disposable,
  EventEmitter,
  ProgressLocation,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type { Connection } from "./connection";
import type { Question, SelectionAction, SelectionAnswer } from "./messages";
import { replaced } from "./replacing";

/** Scheme of answers and proposed files. */
const ANSWER = "lamp-answer";

/** Set while a proposal waits for an answer; the buttons above the comparison ask for it. */
const PROPOSED_KEY = "lamp.changeProposed";

const REPLACES = new Set<SelectionAction>(["fix", "document", "rewrite"]);

const UNDER_WAY: Record<SelectionAction, string> = {
  explain: "LAMP explains the selection",
  fix: "LAMP corrects the selection",
  test: "LAMP writes a test",
  document: "LAMP documents the selection",
  rewrite: "LAMP rewrites the selection in your style",
};

interface Proposal {
  document: TextDocument;
  version: number;
  answer: SelectionAnswer;
  draft: Uri;
}

export class Selections implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();
  private readonly registration = workspace.registerTextDocumentContentProvider(ANSWER, this);
  private readonly closing = workspace.onDidCloseTextDocument((closed) => this.forget(closed.uri));
  private proposal: Proposal | undefined;

  constructor(private readonly connection: Connection) {}

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Ask about what is selected in the active editor. */
  async askAbout(action: SelectionAction): Promise<void> {
    const editor = window.activeTextEditor;
    if (!editor || editor.selection.isEmpty) {
      void window.showInformationMessage("LAMP: select the code first.");
      return;
    }
    const { document, selection } = editor;
    const range = { start: { ...plain(selection.start) }, end: { ...plain(selection.end) } };
    await this.ask({ action, uri: document.uri.toString(), version: document.version, range });
  }

  /** Ask, show how far it is with a button to stop it, and show the answer. */
  async ask(question: Question): Promise<void> {
    const document = workspace.textDocuments.find((each) => each.uri.toString() === question.uri);
    const version = document?.version;
    const where = { location: ProgressLocation.Notification, title: UNDER_WAY[question.action], cancellable: true };
    const answer = await window.withProgress(where, async (progress, stop) => {
      try {
        return await this.connection.askLong<SelectionAnswer>("lamp.ask", { ...question }, stop, (message) =>
          progress.report({ message }),
        );
      } catch (error) {
        if (stop.isCancellationRequested) {
          return undefined;
        }
        throw error;
      }
    });
    if (!answer || !document || version === undefined) {
      return;
    }
    if (answer.code === null || question.action === "explain") {
      await this.show(answer);
    } else if (REPLACES.has(question.action)) {
      await this.propose({ document, version, answer, draft: draftOf(document.uri) });
    } else {
      const made = await workspace.openTextDocument({ language: document.languageId, content: `${answer.code}\n` });
      await window.showTextDocument(made, ViewColumn.Beside);
    }
  }

  /** Replace the selection by what was proposed, as one edit that can be undone. */
  async accept(): Promise<void> {
    const { proposal } = this;
    if (!proposal) {
      return;
    }
    if (proposal.document.isClosed || proposal.document.version !== proposal.version) {
      void window.showWarningMessage("LAMP: the text has changed since; ask again.");
      return;
    }
    const { document, answer } = proposal;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, rangeOf(answer), answer.code ?? "");
    await this.discard();
    if (await workspace.applyEdit(edit)) {
      await window.showTextDocument(document);
      await this.connection.tell("lamp.judgeAnswer", answer.id, "applied", answer.code);
    }
  }

  /** Close the comparison and leave the file as it is. */
  async discard(): Promise<void> {
    const { proposal } = this;
    this.setProposal(undefined);
    for (const tab of window.tabGroups.all.flatMap((group) => group.tabs)) {
      const modified = (tab.input as { modified?: Uri } | undefined)?.modified;
      if (proposal && modified?.toString() === proposal.draft.toString()) {
        await window.tabGroups.close(tab);
      }
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.closing.dispose();
    this.changed.dispose();
  }

  private async show(answer: SelectionAnswer): Promise<void> {
    const uri = Uri.from({ scheme: ANSWER, path: `/LAMP ${answer.action}.md` });
    this.put(uri, `${answer.text}\n\n*${answer.sentence}*\n`);
    await commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  private async propose(proposal: Proposal): Promise<void> {
    const { document, answer, draft } = proposal;
    this.put(draft, replaced(document.getText(), answer.range.start.line, answer.range.end.line, answer.code ?? ""));
    this.setProposal(proposal);
    const name = workspace.asRelativePath(document.uri);
    await commands.executeCommand("vscode.diff", document.uri, draft, `${name}: now, and with LAMP`);
    const chosen = await window.showInformationMessage(`${answer.sentence} Change ${name}?`, "Accept", "Discard");
    if (this.proposal === proposal && chosen) {
      await (chosen === "Accept" ? this.accept() : this.discard());
    }
  }

  private setProposal(proposal: Proposal | undefined): void {
    this.proposal = proposal;
    void commands.executeCommand("setContext", PROPOSED_KEY, proposal !== undefined);
  }

  private put(uri: Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  private forget(uri: Uri): void {
    this.texts.delete(uri.toString());
    if (this.proposal?.draft.toString() === uri.toString()) {
      this.setProposal(undefined);
    }
  }
}

function plain(position: { line: number; character: number }): { line: number; character: number } {
  return { line: position.line, character: position.character };
}

function rangeOf({ range: { start, end } }: SelectionAnswer): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

/** The name keeps its ending, by which the editor knows the language. */
function draftOf(file: Uri): Uri {
  return Uri.from({ scheme: ANSWER, path: file.path, query: file.scheme });
}
