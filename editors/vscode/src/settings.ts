/** LAMP's settings as the developer stated them in VS Code. */

import { type ExtensionContext, workspace } from "vscode";

export const SECTION = "lamp";

/** Settings of the extension alone, of which the language server knows nothing. */
const OWN_KEYS = new Set(["path"]);

/**
 * Return the settings that the developer stated, without VS Code's defaults: those would outvote LAMP's own settings
 * file.
 */
export function statedSettings(context: ExtensionContext): Record<string, unknown> {
  const configuration = workspace.getConfiguration(SECTION);
  const stated: Record<string, unknown> = {};
  for (const key of settingKeys(context)) {
    const found = configuration.inspect(key);
    const value = found?.workspaceValue ?? found?.globalValue;
    if (value !== undefined) {
      stated[key] = value;
    }
  }
  return stated;
}

function settingKeys(context: ExtensionContext): string[] {
  const properties: object = context.extension.packageJSON.contributes.configuration.properties;
  return Object.keys(properties)
    .map((name) => name.slice(SECTION.length + 1))
    .filter((key) => !OWN_KEYS.has(key));
}
