/** Which of the workspace's folders a command is about. */

import { type WorkspaceFolder, window, workspace } from "vscode";

/** Return the only folder, or the one that the developer picks. */
export async function pickedFolder(placeHolder: string): Promise<WorkspaceFolder | undefined> {
  const { workspaceFolders: folders = [] } = workspace;
  return folders.length > 1 ? window.showWorkspaceFolderPick({ placeHolder }) : chosenFolder(placeHolder);
}

/** Return the folder of the active editor; else the only one; else the one that the developer picks. */
export async function chosenFolder(placeHolder: string): Promise<WorkspaceFolder | undefined> {
  const active = window.activeTextEditor && workspace.getWorkspaceFolder(window.activeTextEditor.document.uri);
  const folders = workspace.workspaceFolders ?? [];
  if (active ?? folders.length === 1) {
    return active ?? folders[0];
  }
  if (folders.length === 0) {
    void window.showInformationMessage("No folder is open; open the project's folder first.");
    return undefined;
  }
  return window.showWorkspaceFolderPick({ placeHolder });
}
