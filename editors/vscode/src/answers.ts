/** Commands that ask the daemon and show what it says. */

import { type QuickPickItem, QuickPickItemKind, Range, Uri, window } from "vscode";
import type { Connection } from "./connection";
import { chosenFolder } from "./folders";
import type { Model, Why } from "./messages";

const NOT_THERE = "LAMP's daemon is not there; `lamp doctor` says why.";
const NOTHING_SHOWN = "LAMP has suggested nothing yet.";

/** Show where the last suggestion came from; a choice opens the code that it followed. */
export async function why(connection: Connection): Promise<void> {
  const answer = await connection.ask<Why>("lamp.why");
  if (!answer) {
    void window.showInformationMessage(NOTHING_SHOWN);
    return;
  }
  const chosen = await window.showQuickPick(reasons(answer), {
    title: "Why this suggestion?",
    placeHolder: answer.sentence,
    matchOnDetail: true,
  });
  if (chosen?.path) {
    const line = Math.max(0, (chosen.line ?? 1) - 1);
    await window.showTextDocument(Uri.file(chosen.path), { selection: new Range(line, 0, line, 0) });
  }
}

type Reason = QuickPickItem & { path?: string; line?: number };

function reasons(answer: Why): Reason[] {
  const snippets = answer.snippets.map((each) => ({
    label: `$(file-code) ${each.path.split("/").pop() ?? each.path}:${each.line}`,
    description: each.why,
    detail: each.path,
    path: each.path,
    line: each.line,
  }));
  const habits = answer.habits.map((each) => ({
    label: `$(account) ${each.said}`,
    description: `${Math.round(100 * each.sure)} % sure`,
  }));
  return [
    { label: answer.sentence },
    ...headed("Your own code that it followed", snippets),
    ...headed("Your habits", habits),
  ];
}

function headed(label: string, reasons: Reason[]): Reason[] {
  return reasons.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...reasons] : [];
}

/** Tell LAMP what the developer thinks of the last suggestion. */
export async function judge(connection: Connection, verdict: "good" | "bad"): Promise<void> {
  const last = await connection.ask<Why>("lamp.why");
  if (!last) {
    void window.showInformationMessage(NOTHING_SHOWN);
    return;
  }
  let reason = "";
  if (verdict === "bad") {
    reason = (await window.showInputBox({ title: "What was wrong with it? (may stay empty)" })) ?? "";
  }
  say(await connection.ask<string>("lamp.feedback", last.suggestion_id, verdict, reason));
}

/** Erase what was learned in the project, after a question. */
export async function forgetProject(connection: Connection): Promise<void> {
  const folder = await chosenFolder("Which project is to be forgotten?");
  const forget = "Forget It";
  const chosen =
    folder &&
    (await window.showWarningMessage(
      `Erase all that LAMP learned and kept of ${folder.name}?`,
      { modal: true, detail: "This cannot be undone. The project's own files stay as they are." },
      forget,
    ));
  if (folder && chosen === forget) {
    say(await connection.ask<string>("lamp.forgetProject", folder.uri.fsPath));
  }
}

/** Let the developer choose the model, for every editor. */
export async function chooseModel(connection: Connection): Promise<void> {
  const models = await connection.ask<Model[]>("lamp.models");
  if (!models) {
    say(undefined);
    return;
  }
  const chosen = await window.showQuickPick(
    models.map((model) => ({
      label: `${model.current ? "$(check) " : ""}${model.name}`,
      description: `${model.backend}, ${model.state}`,
      name: model.name,
    })),
    { title: "Choose a model, for every editor" },
  );
  if (chosen) {
    say(await connection.ask<string>("lamp.chooseModel", chosen.name));
  }
}

/** Open the daemon's log. */
export async function showLogs(connection: Connection): Promise<boolean> {
  const log = await connection.ask<{ path: string }>("lamp.logs");
  if (log) {
    await window.showTextDocument(Uri.file(log.path));
  }
  return log !== undefined;
}

/** Show a sentence of the daemon's. */
export function say(sentence: string | undefined): void {
  void window.showInformationMessage(sentence ?? NOT_THERE);
}
