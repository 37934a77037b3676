/** The menu of the status bar. */

import { commands, QuickPickItemKind, window } from "vscode";
import type { Connection } from "./connection";
import { lastSuggestion } from "./describing";
import type { State, Status, Why } from "./messages";

interface Entry {
  label: string;
  command?: string;
  detail?: string;
  kind?: QuickPickItemKind;
}

const ABOUT_A_SUGGESTION: Entry[] = [
  { label: "$(thumbsup) It was good", command: "lamp.goodSuggestion" },
  { label: "$(thumbsdown) It was bad", command: "lamp.badSuggestion" },
];
const ABOUT_WHAT_IS_LEARNED: Entry[] = [
  { label: "$(account) What LAMP learned", command: "lamp.openProfile" },
  { label: "$(mortar-board) May LAMP learn?", command: "lamp.learnOrNot" },
  { label: "$(lock) Keep this project separate…", command: "lamp.keepSeparate" },
  { label: "$(trash) Erase this project…", command: "lamp.forgetThisProject" },
];
const ABOUT_LAMP: Entry[] = [
  { label: "$(chip) Choose a model", command: "lamp.selectModel" },
  { label: "$(output) Logs", command: "lamp.showLogs" },
  { label: "$(debug-restart) Restart", command: "lamp.restart" },
  { label: "$(gear) Settings", command: "lamp.openSettings" },
];

/** What helps where there is no language server to do anything. */
const WITHOUT_SERVER: Partial<Record<State, Entry[]>> = {
  missing: [{ label: "$(desktop-download) Install LAMP", command: "lamp.install" }],
  stopped: [],
  starting: [],
  untrusted: [{ label: "$(workspace-trusted) Trust this workspace", command: "workbench.trust.manage" }],
};

/** Show what can be done now, and do what is chosen. */
export async function showMenu(connection: Connection, { state, message }: Status): Promise<void> {
  const last = await connection.ask<Why>("lamp.why").catch(() => undefined);
  const chosen = await window.showQuickPick(entries(state, last), { title: "LAMP", placeHolder: message });
  if (chosen?.command) {
    await commands.executeCommand(chosen.command);
  }
}

function entries(state: State, last: Why | undefined): Entry[] {
  const help = WITHOUT_SERVER[state];
  if (help) {
    return [...help, ...ABOUT_LAMP.slice(1)];
  }
  const rest = state === "paused" ? "$(debug-start) Resume" : "$(debug-pause) Pause in every editor";
  return [
    { label: "$(bell-slash) Snooze…", command: "lamp.snoozeSuggestions" },
    { label: "$(circle-slash) Off for this language, file or window…", command: "lamp.toggleSuggestions" },
    { label: rest, command: "lamp.togglePause" },
    heading("The last suggestion"),
    {
      label: "$(question) Why this suggestion?",
      command: "lamp.whySuggestion",
      ...(last ? { detail: lastSuggestion(last) } : {}),
    },
    ...ABOUT_A_SUGGESTION,
    heading("What is learned"),
    ...ABOUT_WHAT_IS_LEARNED,
    heading("LAMP"),
    ...ABOUT_LAMP,
  ];
}

function heading(label: string): Entry {
  return { label, kind: QuickPickItemKind.Separator };
}
