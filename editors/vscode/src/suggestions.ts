/**
 * Ghost text, and what became of it.
 *
 * VS Code tells the language server when a whole suggestion was accepted (the item's command) and nothing else. So the
 * other answers have commands of their own, which do what VS Code's do and tell the server.
 */

import {
  type CancellationToken,
  commands,
  type InlineCompletionContext,
  type InlineCompletionItem,
  InlineCompletionList,
  InlineCompletionTriggerKind,
  type Position,
  Range,
  type SelectedCompletionInfo,
  type TextDocument,
  type TextEditor,
  window,
} from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import type { Connection } from "./connection";
import type { State } from "./messages";
import { type Place, Waiting } from "./waiting";

/** A sentence or two can be read in that time. */
const REASON_STAYS_MS = 8_000;

type Next = Parameters<NonNullable<Middleware["provideInlineCompletionItems"]>>[4];

/** The newest answer that held anything. */
interface Answer {
  document: TextDocument;
  items: Item[];
  /** Index of the one on show. */
  current: number;
}

interface Item {
  id: string;
  text: string;
  start: Position;
}

export class Suggestions {
  private answer: Answer | undefined;
  private readonly waiting = new Waiting();

  /** Take in how LAMP is by now, and ask again for the place that waits for it. */
  becomes(state: State): void {
    const editor = window.activeTextEditor;
    if (
      this.waiting.becomes(state) &&
      this.waiting.takes(editor && placeOf(editor.document, editor.selection.active))
    ) {
      void commands.executeCommand("editor.action.inlineSuggest.trigger");
    }
  }

  /**
   * Pass an answer on, and remember what is now on show.
   *
   * While an entry of the completion list is selected, VS Code shows only what goes on from that entry; the server is
   * told of the rest, lest it be taken for ignored.
   */
  async provide(
    connection: Connection,
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
    next: Next,
  ): Promise<InlineCompletionItem[] | InlineCompletionList | null | undefined> {
    const answered = await next(document, position, context, token);
    const items = answered instanceof InlineCompletionList ? answered.items : (answered ?? []);
    const known = items.map(asItem).filter((item) => item !== undefined);
    const selected = context.selectedCompletionInfo;
    const expected = selected && restOf(selected, document, position);
    const shown = known.filter((item) => expected === undefined || item.text.startsWith(expected));
    if (shown.length > 0 && !token.isCancellationRequested) {
      this.answer = { document, items: shown, current: 0 };
    }
    for (const item of known.filter((each) => !shown.includes(each))) {
      void connection.tell("lamp.notShown", item.id);
    }
    if (known.length > 0) {
      this.waiting.gotSomething();
    } else if (!token.isCancellationRequested) {
      this.waiting.gotNothing(placeOf(document, position));
    }
    if (
      known.length === 0 &&
      context.triggerKind === InlineCompletionTriggerKind.Invoke &&
      !token.isCancellationRequested
    ) {
      void sayWhyNot(connection);
    }
    return answered;
  }

  /** Accept with one of VS Code's commands a part of what is on show, and say how much of it stands by then. */
  async acceptPart(connection: Connection, command: string): Promise<void> {
    const { answer } = this;
    await commands.executeCommand(command);
    const editor = window.activeTextEditor;
    const item = answer && editor && standing(answer, editor);
    if (item) {
      const length = textBetween(editor, item.start).length;
      if (0 < length && length < item.text.length) {
        await connection.tell("lamp.acceptPart", item.id, length);
      }
    }
  }

  /** Hide what is on show, and say that it was waved away. */
  async dismiss(connection: Connection): Promise<void> {
    const editor = window.activeTextEditor;
    const item = this.answer && editor && standing(this.answer, editor);
    await commands.executeCommand("editor.action.inlineSuggest.hide");
    if (item) {
      this.answer = undefined;
      await connection.tell("lamp.dismiss", item.id);
    }
  }

  /** Hide what is on show: VS Code would keep it, and offer it again where nothing new comes. */
  hide(): void {
    this.answer = undefined;
    void commands.executeCommand("editor.action.inlineSuggest.hide");
  }

  /** Show the candidate `steps` further; a first step has VS Code ask for more than one. */
  async turn(steps: 1 | -1): Promise<void> {
    await commands.executeCommand(`editor.action.inlineSuggest.show${steps > 0 ? "Next" : "Previous"}`);
    if (this.answer) {
      const { items, current } = this.answer;
      this.answer.current = (current + steps + items.length) % items.length;
    }
  }
}

function placeOf(document: TextDocument, { line, character }: Position): Place {
  return { uri: document.uri.toString(), version: document.version, line, character };
}

/** Say in the status bar why a suggestion that was asked for by hand did not come. */
async function sayWhyNot(connection: Connection): Promise<void> {
  const { reason } = await connection.ask<{ reason: string }>("lamp.whyNot");
  if (reason) {
    window.setStatusBarMessage(`LAMP: ${reason}`, REASON_STAYS_MS);
  }
}

/** Return what the selected entry of the completion list would insert at the cursor. */
function restOf(selected: SelectedCompletionInfo, document: TextDocument, position: Position): string {
  const typed = document.getText(new Range(selected.range.start, position));
  return selected.text.startsWith(typed) ? selected.text.slice(typed.length) : selected.text;
}

function asItem(given: InlineCompletionItem): Item | undefined {
  const id: unknown = given.command?.arguments?.[0];
  return typeof id === "string" && typeof given.insertText === "string" && given.range
    ? { id, text: given.insertText, start: given.range.start }
    : undefined;
}

/** Return the candidate that the text before the cursor goes along with, the one on show first. */
function standing(answer: Answer, editor: TextEditor): Item | undefined {
  if (editor.document !== answer.document) {
    return undefined;
  }
  const inOrder = [...answer.items.slice(answer.current), ...answer.items.slice(0, answer.current)];
  return inOrder.find((item) => item.text.startsWith(textBetween(editor, item.start)));
}

/** Return what stands between a place and the cursor, with the line ends of a suggestion. */
function textBetween(editor: TextEditor, start: Position): string {
  return editor.document.getText(new Range(start, editor.selection.active)).replaceAll("\r\n", "\n");
}
