/** Finds the program `lamp`. */

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { workspace } from "vscode";
import { SECTION } from "./settings";

const ENVIRONMENT_FOLDERS = [".venv", "venv", ".conda"];
const ON_WINDOWS = process.platform === "win32";

/** A program that can be started, or a sentence why there is none. */
export type Located = { program: string } | { missing: string };

/**
 * Look where the setting says; without one in the workspace's own environments, the environment that VS Code was
 * started in, the PATH, and where pipx and uv put programs.
 */
export function locateLamp(): Located {
  const stated = workspace.getConfiguration(SECTION).get("path", "").trim();
  if (stated) {
    const program = expanded(stated);
    return isProgram(program)
      ? { program }
      : { missing: `The setting lamp.path names ${program}, which is no program that can be started.` };
  }
  const program = candidates().find(isProgram);
  return program ? { program } : { missing: "The program lamp, which does LAMP's work, was not found." };
}

function candidates(): string[] {
  const environments = [
    ...foldersOnDisk().flatMap((folder) => ENVIRONMENT_FOLDERS.map((name) => join(folder, name))),
    process.env.VIRTUAL_ENV,
    process.env.CONDA_PREFIX,
  ].filter((environment) => environment !== undefined);
  const folders = [
    ...environments.map((environment) => join(environment, ON_WINDOWS ? "Scripts" : "bin")),
    ...(process.env.PATH ?? "").split(delimiter).filter(Boolean),
    join(homedir(), ".local", "bin"),
    "/opt/homebrew/bin",
    "/usr/local/bin",
  ];
  return folders.map((folder) => join(folder, ON_WINDOWS ? "lamp.exe" : "lamp"));
}

function expanded(path: string): string {
  return path.replace(/^~(?=[/\\])/, homedir()).replaceAll("${workspaceFolder}", foldersOnDisk()[0] ?? "");
}

function foldersOnDisk(): string[] {
  const folders = workspace.workspaceFolders ?? [];
  return folders.filter((folder) => folder.uri.scheme === "file").map((folder) => folder.uri.fsPath);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
