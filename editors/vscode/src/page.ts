/** The daemon's own page of profile and report, in a tab. */

import { chmod } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { ColorThemeKind, type Disposable, Uri, ViewColumn, type WebviewPanel, window, workspace } from "vscode";
import type { Connection } from "./connection";

/** What the page's buttons post. */
type PageMessage =
  | { lamp: "change"; changes: unknown[] }
  | { lamp: "forgetProject"; project: string }
  | { lamp: "pause" | "resume" | "export" };

/** How long a sentence stands in the status bar. */
const SAID_MS = 5000;

const THEMES: Record<ColorThemeKind, "light" | "dark" | "contrast"> = {
  [ColorThemeKind.Light]: "light",
  [ColorThemeKind.Dark]: "dark",
  [ColorThemeKind.HighContrast]: "contrast",
  [ColorThemeKind.HighContrastLight]: "light",
};

export class ProfilePage implements Disposable {
  private panel: WebviewPanel | undefined;
  private readonly themes = window.onDidChangeActiveColorTheme(() => this.refresh());

  constructor(private readonly connection: Connection) {}

  /** Open the page, or bring it to the front as it is now. */
  async show(): Promise<void> {
    if (!this.panel) {
      this.panel = window.createWebviewPanel("lamp.profile", "LAMP: what was learned", ViewColumn.Active, {
        enableScripts: true,
        localResourceRoots: [],
        enableFindWidget: true,
      });
      this.panel.webview.onDidReceiveMessage((message: PageMessage) => this.receive(message));
      this.panel.onDidDispose(() => (this.panel = undefined));
    }
    this.panel.reveal();
    await this.refresh();
  }

  dispose(): void {
    this.themes.dispose();
    this.panel?.dispose();
  }

  private async refresh(): Promise<void> {
    if (!this.panel) {
      return;
    }
    const page = await this.connection.ask<{ html: string }>("lamp.page", THEMES[window.activeColorTheme.kind]);
    this.panel.webview.html = page.html;
  }

  private async receive(message: PageMessage): Promise<void> {
    try {
      const sentence = await this.done(message);
      if (sentence) {
        window.setStatusBarMessage(sentence, SAID_MS);
      }
      await this.refresh();
    } catch (error) {
      void window.showWarningMessage(error instanceof Error ? error.message : String(error));
    }
  }

  /** Do what a button of the page asks for; returns what to say of it. */
  private async done(message: PageMessage): Promise<string | undefined> {
    switch (message.lamp) {
      case "change":
        return this.connection.ask("lamp.changeProfile", message.changes);
      case "forgetProject":
        return this.connection.ask("lamp.forgetProject", message.project);
      case "pause":
      case "resume":
        return this.connection.ask(`lamp.${message.lamp}`);
      case "export":
        return this.saveEverything();
    }
  }

  /** Save all that LAMP keeps; offered is a place outside of the project, with which it would be given away. */
  private async saveEverything(): Promise<string | undefined> {
    const file = await window.showSaveDialog({
      title: "Where is everything that LAMP keeps to be saved?",
      defaultUri: Uri.file(join(homedir(), "lamp-export.json")),
      filters: { JSON: ["json"] },
    });
    if (!file) {
      return undefined;
    }
    const everything = await this.connection.ask<object>("lamp.export");
    await writePrivate(file, `${JSON.stringify(everything, undefined, 2)}\n`);
    return `Wrote ${file.fsPath}: it holds your code, and is not encrypted.`;
  }
}

/** Write a file that its owner alone may read, since it holds the developer's code. */
async function writePrivate(file: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(file, new Uint8Array());
  if (file.scheme === "file") {
    await chmod(file.fsPath, 0o600);
  }
  await workspace.fs.writeFile(file, Buffer.from(text));
}
