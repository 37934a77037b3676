/** Wires the parts; what they do is theirs. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { chooseAlternative } from "./alternatives";
import { chooseModel, forgetProject, judge, keepSeparate, learnOrNot, say, showLogs, why } from "./answers";
import { Connection } from "./connection";
import { Drafts, exportFile } from "./exports";
import { Help, installInTerminal } from "./help";
import { showMenu } from "./menu";
import type { Status } from "./messages";
import { snooze, toggle } from "./muting";
import { ProfilePage } from "./page";
import { Selections } from "./selection";
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
  const selections = new Selections(connection);
  connection.askAbout = (question) => selections.ask(question);
  let status: Status = { state: "starting", message: "LAMP is starting." };

  const actions: Record<string, () => unknown> = {
    trigger: () => commands.executeCommand("editor.action.inlineSuggest.trigger"),
    acceptSuggestion: () => commands.executeCommand("editor.action.inlineSuggest.commit"),
    acceptNextWord: () => suggestions.acceptPart(connection, "editor.action.inlineSuggest.acceptNextWord"),
    acceptNextLine: () => suggestions.acceptPart(connection, "editor.action.inlineSuggest.acceptNextLine"),
    nextSuggestion: () => suggestions.turn(1),
    previousSuggestion: () => suggestions.turn(-1),
    dismissSuggestion: () => suggestions.dismiss(connection),
    showAlternatives: () => chooseAlternative(connection),
    explainSelection: () => selections.askAbout("explain"),
    fixSelection: () => selections.askAbout("fix"),
    testSelection: () => selections.askAbout("test"),
    documentSelection: () => selections.askAbout("document"),
    rewriteSelection: () => selections.askAbout("rewrite"),
    acceptChange: () => selections.accept(),
    discardChange: () => selections.discard(),
    snoozeSuggestions: () => snooze(connection),
    toggleSuggestions: () => toggle(connection),
    menu: () => showMenu(connection, status),
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
      suggestions.becomes(now.state);
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
    selections,
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
