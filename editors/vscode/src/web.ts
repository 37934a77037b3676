/** What runs in a browser without a machine behind it: one line that says why nothing else does. */

import { type ExtensionContext, StatusBarAlignment, window } from "vscode";

export function activate(context: ExtensionContext): void {
  const item = window.createStatusBarItem("lamp.status", StatusBarAlignment.Right);
  item.name = "LAMP";
  item.text = "$(circle-slash) LAMP";
  item.tooltip =
    "LAMP works with a program on your machine, which a browser alone cannot start. " +
    "Open this folder in VS Code on your machine, or on a remote one.";
  item.show();
  context.subscriptions.push(item);
}
