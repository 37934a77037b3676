/** Suggestions switched off for a while, or until they are switched on: for a language, a file, or this window. */

import { type QuickPickItem, window } from "vscode";
import { say } from "./answers";
import type { Connection } from "./connection";

const MINUTES: (QuickPickItem & { minutes: number })[] = [
  { label: "5 minutes", minutes: 5 },
  { label: "30 minutes", minutes: 30 },
  { label: "2 hours", minutes: 120 },
  { label: "Not at all", description: "ends a snooze", minutes: 0 },
];

/** Make no suggestions in this window for a while; they come back by themselves. */
export async function snooze(connection: Connection): Promise<void> {
  const chosen = await window.showQuickPick(MINUTES, { title: "Make no suggestions for how long?" });
  if (chosen) {
    say(await connection.ask("lamp.snooze", chosen.minutes));
  }
}

/** Switch suggestions off or on where the developer says. */
export async function toggle(connection: Connection): Promise<void> {
  const document = window.activeTextEditor?.document;
  const here = document
    ? [
        { label: `In files of language ${document.languageId}`, scope: "language", what: document.languageId },
        { label: "In this file", scope: "file", what: document.uri.toString() },
      ]
    : [];
  const chosen = await window.showQuickPick([...here, { label: "In this window", scope: "all", what: "" }], {
    title: "Switch suggestions off, or on again",
  });
  if (chosen) {
    say(await connection.ask("lamp.toggle", chosen.scope, chosen.what));
  }
}
