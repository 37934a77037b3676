/** What runs in a browser without a machine behind it: one line that says why nothing else does. */

import { commands, type ExtensionContext, StatusBarAlignment, window } from "vscode";

const WHY_NOT =
  "LAMP works with a program on your machine, which a browser alone cannot start. " +
  "Open this folder in VS Code on your machine, or on a remote one.";

export function activate(context: ExtensionContext): void {
  const item = window.createStatusBarItem("lamp.status", StatusBarAlignment.Right);
  item.name = "LAMP";
  item.text = "$(circle-slash) LAMP";
  item.tooltip = WHY_NOT;
  item.show();
  const contributed: { command: string }[] = context.extension.packageJSON.contributes.commands;
  context.subscriptions.push(
    item,
    ...contributed.map(({ command }) =>
      commands.registerCommand(command, () => window.showInformationMessage(WHY_NOT)),
    ),
  );
}
