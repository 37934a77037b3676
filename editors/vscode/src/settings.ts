/** LAMP's settings as the developer stated them in VS Code. */

import { type ExtensionContext, workspace } from "vscode";

export const SECTION = "lamp";

/** Settings of the extension alone, of which the language server knows nothing. */
const OWN_KEYS = new Set(["path"]);

/**
 * Return the settings that the developer stated, and null for the others: VS Code's defaults would outvote LAMP's own
 * settings file, and what is left out stays as it was said last.
 */
export function statedSettings(context: ExtensionContext): Record<string, unknown> {
  const configuration = workspace.getConfiguration(SECTION);
  const stated: Record<string, unknown> = {};
  for (const key of settingKeys(context)) {
    const found = configuration.inspect(key);
    stated[key] = found?.workspaceValue ?? found?.globalValue ?? null;
  }
  return stated;
}

function settingKeys(context: ExtensionContext): string[] {
  const properties: object = context.extension.packageJSON.contributes.configuration.properties;
  return Object.keys(properties)
    .map((name) => name.slice(SECTION.length + 1))
    .filter((key) => !OWN_KEYS.has(key));
}
