/** How LAMP is, in the status bar; a click opens its menu. */

import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { State, Status } from "./messages";

const ICONS: Record<State, string> = {
  ready: "lightbulb",
  thinking: "loading~spin",
  learning: "sync~spin",
  paused: "debug-pause",
  no_model: "warning",
  slow: "watch",
  no_daemon: "debug-disconnect",
  off: "circle-slash",
  snoozed: "bell-slash",
  starting: "loading~spin",
  loading: "loading~spin",
  missing: "warning",
  stopped: "warning",
  untrusted: "workspace-untrusted",
};

/** States in which LAMP does nothing until somebody does something. */
const CALLS_FOR_HELP = new Set<State>(["no_model", "no_daemon", "missing", "stopped"]);

export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem("lamp.status", StatusBarAlignment.Right, 100);

  constructor(command: string) {
    this.item.name = "LAMP";
    this.item.command = command;
    this.show({ state: "starting", message: "LAMP is starting." });
    this.item.show();
  }

  show({ state, message, progress }: Status): void {
    const share = state === "learning" && typeof progress === "number" ? ` ${Math.round(100 * progress)}%` : "";
    this.item.text = `$(${ICONS[state] ?? "lightbulb"}) LAMP${share}`;
    this.item.tooltip = message;
    this.item.accessibilityInformation = { label: `LAMP: ${message}` };
    this.item.backgroundColor = CALLS_FOR_HELP.has(state)
      ? new ThemeColor("statusBarItem.warningBackground")
      : undefined;
  }

  dispose(): void {
    this.item.dispose();
  }
}
