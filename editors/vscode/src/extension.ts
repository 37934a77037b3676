/** Wires the parts; what they do is theirs. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { chooseModel, forgetProject, judge, keepSeparate, learnOrNot, say, showLogs, why } from "./answers";
import { Connection } from "./connection";
import { Drafts, exportFile } from "./exports";
import { Help, installInTerminal } from "./help";
import { showMenu } from "./menu";
import type { Status } from "./messages";
import { ProfilePage } from "./page";
import { SECTION } from "./settings";
import { StatusBar } from "./status_bar";
import { Suggestions } from "./suggestions";

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("LAMP", { log: true });
  const suggestions = new Suggestions();
  const connection: Connection = new Connection(context, log, (...asked) => suggestions.provide(connection, ...asked));
  const statusBar = new StatusBar("lamp.menu");
  const help = new Help();
  const page = new ProfilePage(connection);
  const drafts = new Drafts();
  let status: Status = { state: "starting", message: "LAMP is starting." };

  const actions: Record<string, () => unknown> = {
    trigger: () => commands.executeCommand("editor.action.inlineSuggest.trigger"),
    acceptSuggestion: () => commands.executeCommand("editor.action.inlineSuggest.commit"),
    acceptNextWord: () => suggestions.acceptPart(connection, "editor.action.inlineSuggest.acceptNextWord"),
    acceptNextLine: () => suggestions.acceptPart(connection, "editor.action.inlineSuggest.acceptNextLine"),
    nextSuggestion: () => suggestions.turn(1),
    previousSuggestion: () => suggestions.turn(-1),
    dismissSuggestion: () => suggestions.dismiss(connection),
    menu: () => showMenu(status),
    togglePause: async () => say(await connection.ask(status.state === "paused" ? "lamp.resume" : "lamp.pause")),
    whySuggestion: () => why(connection),
    goodSuggestion: () => judge(connection, "good"),
    badSuggestion: () => judge(connection, "bad"),
    openProfile: () => page.show(),
    learnOrNot: () => learnOrNot(connection),
    keepSeparate: () => keepSeparate(connection),
    forgetThisProject: () => forgetProject(connection),
    selectModel: () => chooseModel(connection),
    showLogs: () => showLogs(connection, log),
    restart: () => connection.restart(),
    install: installInTerminal,
    openSettings: () => commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
    getStarted: () =>
      commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#firstMinutes`),
    writeAgents: () => exportFile(connection, drafts, "agents"),
    writeEditorconfig: () => exportFile(connection, drafts, "editorconfig"),
    writeRuff: () => exportFile(connection, drafts, "ruff"),
    writePrettier: () => exportFile(connection, drafts, "prettier"),
  };

  context.subscriptions.push(
    ...Object.entries(actions).map(([name, action]) => commands.registerCommand(`${SECTION}.${name}`, aloud(action))),
    connection.onStatus((now) => {
      if (now.state === "paused" && status.state !== "paused") {
        suggestions.hide();
      }
      status = now;
      statusBar.show(now);
      help.consider(now);
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.path`)) {
        void connection.restart();
      } else if (change.affectsConfiguration(SECTION)) {
        suggestions.hide();
        connection.settingsChanged();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(() => connection.restart()),
    window.onDidChangeActiveTextEditor((editor) => connection.focused(editor?.document.uri.toString())),
    connection,
    statusBar,
    page,
    drafts,
    log,
  );
  void connection.restart();
}

/** Show what went wrong in a command as the sentence that it is. */
function aloud(action: () => unknown): () => Promise<void> {
  return async () => {
    try {
      await action();
    } catch (error) {
      void window.showWarningMessage(error instanceof Error ? error.message : String(error));
    }
  };
}
