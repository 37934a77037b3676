import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const { contributes } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf-8"));
const hidden = new Map<string, string>(
  contributes.menus.commandPalette.map((entry: { command: string; when: string }) => [entry.command, entry.when]),
);

describe("the palette", () => {
  it.each(["lamp.acceptNextWord", "lamp.nextSuggestion", "lamp.dismissSuggestion", "lamp.menu"])(
    "leaves out %s, which needs a key or the light",
    (command) => {
      expect(hidden.get(command)).toBe("false");
    },
  );

  it("asks about a selection where there is one", () => {
    const asking = contributes.menus["lamp.selection"].map((entry: { command: string }) => entry.command);

    expect(asking).toHaveLength(5);
    expect(asking.filter((command: string) => !hidden.get(command)?.includes("editorHasSelection"))).toEqual([]);
  });

  it("lists commands that there are", () => {
    const ours = new Set(contributes.commands.map((entry: { command: string }) => entry.command));

    expect([...hidden.keys()].filter((command) => !ours.has(command))).toEqual([]);
  });
});
