/** The daemon's own page of profile and report, in a tab. */

import { ColorThemeKind, type Disposable, ViewColumn, type WebviewPanel, window, workspace } from "vscode";
import type { Connection } from "./connection";

/** What the page's buttons post. */
type PageMessage =
  | { lamp: "change"; changes: unknown[] }
  | { lamp: "forgetProject"; project: string }
  | { lamp: "pause" | "resume" | "export" };

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
    this.panel.webview.html = page?.html ?? NOT_THERE;
  }

  private async receive(message: PageMessage): Promise<void> {
    switch (message.lamp) {
      case "change":
        await this.say(this.connection.ask("lamp.changeProfile", message.changes));
        break;
      case "forgetProject":
        await this.say(this.connection.ask("lamp.forgetProject", message.project));
        break;
      case "pause":
      case "resume":
        await this.say(this.connection.ask(`lamp.${message.lamp}`));
        break;
      case "export":
        await this.exportProfile();
    }
    await this.refresh();
  }

  private async say(answer: Promise<unknown>): Promise<void> {
    const sentence = await answer;
    void window.setStatusBarMessage(String(sentence ?? "LAMP's daemon is not there."), 5000);
  }

  private async exportProfile(): Promise<void> {
    const profile = await this.connection.ask<object>("lamp.profile");
    if (profile) {
      const content = `${JSON.stringify(profile, undefined, 2)}\n`;
      await window.showTextDocument(await workspace.openTextDocument({ language: "json", content }));
    }
  }
}

const NOT_THERE = `<!DOCTYPE html><html lang="en"><body><p>LAMP's daemon is not there; <code>lamp doctor</code> says why.
Close this page and open it again when it is.</p></body></html>`;
