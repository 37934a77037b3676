/** What is said, once, when LAMP cannot work, and what to do about it. */

import { commands, ConfigurationTarget, env, window, workspace } from "vscode";
import type { Status } from "./messages";
import { SECTION } from "./settings";

/** Quotes that every shell takes. */
const install = (source: string) => `pipx install "${source}[embedded]"`;
const RELEASED = install("lamp-assistant");
const ADVICE = `Install it from LAMP's repository with \`${install("/path/to/lamp")}\` (once released: \`${RELEASED}\`)`;

const HELP = {
  install: { label: "Install in Terminal", act: installInTerminal },
  choose: { label: "Choose the Program", act: chooseProgram },
  again: { label: "Try Again", act: () => commands.executeCommand("lamp.restart") },
  logs: { label: "Show Log", act: () => commands.executeCommand("lamp.showLogs") },
};

/** Says a trouble once; another one, or the same after LAMP worked, is said anew. */
export class Help {
  private said = "";

  /** Look at how LAMP is; never waits for the developer. */
  consider(status: Status): void {
    if (status.state === "missing") {
      this.say(`${status.message} ${ADVICE}, or name it in the setting lamp.path.`, [
        HELP.install,
        HELP.choose,
        HELP.again,
      ]);
    } else if (status.state === "stopped") {
      this.say(status.message, [HELP.logs, HELP.again]);
    } else if (status.state !== "starting") {
      this.said = "";
    }
  }

  private say(message: string, help: { label: string; act: () => unknown }[]): void {
    if (message === this.said) {
      return;
    }
    this.said = message;
    void window
      .showWarningMessage(message, ...help.map((each) => each.label))
      .then((chosen) => help.find((each) => each.label === chosen)?.act());
  }
}

/** Put the command to install LAMP into a terminal, for the developer to press Enter. */
export async function installInTerminal(): Promise<void> {
  const command = await chooseCommand();
  if (!command) {
    return;
  }
  await env.clipboard.writeText(command);
  const terminal = window.createTerminal("LAMP");
  terminal.show();
  terminal.sendText(command, false);
}

async function chooseCommand(): Promise<string | undefined> {
  const checkout = { label: "From LAMP's repository on this machine…", description: install("/path/to/lamp") };
  const index = { label: "From the package index, once LAMP is released", description: RELEASED };
  const chosen = await window.showQuickPick([checkout, index], { title: "Install the program lamp" });
  if (chosen !== checkout) {
    return chosen && RELEASED;
  }
  const title = "Where is LAMP's repository?";
  const [folder] =
    (await window.showOpenDialog({ title, openLabel: "Install from Here", canSelectFolders: true })) ?? [];
  return folder && install(folder.fsPath);
}

async function chooseProgram(): Promise<void> {
  const [chosen] = (await window.showOpenDialog({ title: "Where is the program lamp?", openLabel: "Use" })) ?? [];
  if (chosen) {
    await workspace.getConfiguration(SECTION).update("path", chosen.fsPath, ConfigurationTarget.Global);
  }
}
