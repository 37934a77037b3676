/** Commands that ask the daemon and show what it says. */

import {
  type LogOutputChannel,
  type OutputChannel,
  type QuickPickItem,
  QuickPickItemKind,
  Range,
  Uri,
  window,
  workspace,
} from "vscode";
import type { Connection } from "./connection";
import { chosenFolder } from "./folders";
import { readable } from "./logs";
import type { LogFiles, Model, Why } from "./messages";

/** Show where the last suggestion came from; a choice opens the code that it followed. */
export async function why(connection: Connection): Promise<void> {
  const answer = await connection.ask<Why>("lamp.why");
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
  const { suggestion_id: id } = await connection.ask<Why>("lamp.why");
  const reason =
    verdict === "bad" ? await window.showInputBox({ title: "What was wrong with it? (may stay empty)" }) : "";
  if (reason !== undefined) {
    say(await connection.ask("lamp.feedback", id, verdict, reason));
  }
}

/** Let the developer say, at any time, whether LAMP may learn. */
export async function learnOrNot(connection: Connection): Promise<void> {
  const chosen = await window.showQuickPick(LEARN_OR_NOT, {
    title: "May LAMP learn from your code and from what you accept?",
    ignoreFocusOut: true,
  });
  if (chosen) {
    say(await connection.ask("lamp.consent", chosen.answer));
  }
}

const LEARN_OR_NOT: (QuickPickItem & { answer: "yes" | "no" })[] = [
  {
    label: "Yes",
    detail: "What it learns stays on this machine, encrypted, and `lamp forget` erases it.",
    answer: "yes",
  },
  {
    label: "No",
    detail: "It completes without learning; what it learned before stays, encrypted, until `lamp forget` erases it.",
    answer: "no",
  },
];

/** Erase what was learned in the project, after a question. */
export async function forgetProject(connection: Connection): Promise<void> {
  const folder = await chosenFolder("Erase what LAMP learned in which project?");
  if (!folder) {
    return;
  }
  const cancel = { title: "Cancel", isCloseAffordance: true }; // the first button is the one that Enter presses
  const erase = { title: "Erase" };
  const chosen = await window.showWarningMessage(
    `Erase all that LAMP learned and kept of ${folder.name}?`,
    { modal: true, detail: "This cannot be undone. The project's own files stay as they are." },
    cancel,
    erase,
  );
  if (chosen === erase) {
    say(await connection.ask("lamp.forgetProject", folder.uri.fsPath));
  }
}

/** Keep a project apart from the others, or no longer. */
export async function keepSeparate(connection: Connection): Promise<void> {
  const folder = await chosenFolder("Keep which project separate?");
  if (!folder) {
    return;
  }
  const chosen = await window.showQuickPick(SEPARATE_OR_NOT, { title: `Keep ${folder.name} separate?` });
  if (chosen) {
    say(await connection.ask("lamp.keepApart", chosen.side, folder.uri.fsPath));
  }
}

const SEPARATE_OR_NOT: (QuickPickItem & { side: "apart" | "together" })[] = [
  { label: "Separate", detail: "LAMP uses none of its code elsewhere, and no other code in it.", side: "apart" },
  { label: "Together", detail: "It shares with your other projects of the same owner.", side: "together" },
];

/** Let the developer choose the model, for every editor. */
export async function chooseModel(connection: Connection): Promise<void> {
  const models = await connection.ask<Model[]>("lamp.models");
  const chosen = await window.showQuickPick(
    models.map((model) => ({
      label: `$(${model.current ? "check" : "blank"}) ${model.name}`,
      description: `${model.backend}, ${STATES[model.state]}`,
      detail: model.words,
      name: model.name,
    })),
    { title: "Choose a model, for every editor" },
  );
  if (chosen) {
    say(await connection.ask("lamp.chooseModel", chosen.name));
  }
}

const STATES: Record<Model["state"], string> = {
  ready: "in use",
  here: "installed",
  missing: "not installed",
  failed: "failed",
  loading: "loading",
};

/** Open one of LAMP's logs. */
export async function showLogs(connection: Connection, own: LogOutputChannel): Promise<void> {
  const files = await connection.ask<LogFiles>("lamp.logs").catch(() => undefined);
  if (!files) {
    own.show();
    return;
  }
  const written = await Promise.all(
    [
      { label: "The daemon", detail: files.daemon },
      { label: "The language server", detail: files.path },
    ].map(async (log) => ((await isThere(log.detail)) ? [log] : [])),
  );
  const chosen = await window.showQuickPick([...written.flat(), { label: "This extension", detail: "" }], {
    title: "Which log? None of them holds code.",
  });
  if (chosen?.detail) {
    await showLog(chosen.label, Uri.file(chosen.detail));
  } else if (chosen) {
    own.show();
  }
}

/** Channels of the logs that were looked at; VS Code lists each with the other output. */
const shownLogs = new Map<string, OutputChannel>();

async function showLog(name: string, file: Uri): Promise<void> {
  const channel = shownLogs.get(name) ?? window.createOutputChannel(`LAMP: ${name}`, "log");
  shownLogs.set(name, channel);
  channel.replace(readable(Buffer.from(await workspace.fs.readFile(file)).toString("utf-8")));
  channel.show();
}

/** A log is there once something was written to it. */
async function isThere(path: string): Promise<boolean> {
  try {
    await workspace.fs.stat(Uri.file(path));
    return true;
  } catch {
    return false;
  }
}

/** Show a sentence of the daemon's. */
export function say(sentence: string): void {
  void window.showInformationMessage(sentence);
}
