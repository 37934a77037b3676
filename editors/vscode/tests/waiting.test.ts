import { describe, expect, it } from "vitest";
import { Waiting } from "../src/waiting";

const PLACE = { uri: "file:///a.py", version: 3, line: 1, character: 4 };

describe("a place that got nothing", () => {
  it.each(["starting", "loading", "no_model", "no_daemon"] as const)("is asked again after %s", (state) => {
    const waiting = new Waiting();
    waiting.becomes(state);
    waiting.gotNothing(PLACE);

    expect(waiting.becomes("ready")).toBe(true);
    expect(waiting.takes({ ...PLACE })).toBe(true);
  });

  it("is asked again once", () => {
    const waiting = new Waiting();
    waiting.gotNothing(PLACE);
    waiting.becomes("ready");
    waiting.takes(PLACE);

    expect(waiting.becomes("loading")).toBe(false);
    expect(waiting.becomes("ready")).toBe(false);
  });

  it("is asked again though the reason is told after the answer", () => {
    const waiting = new Waiting();
    waiting.becomes("ready");
    waiting.gotNothing(PLACE);
    waiting.becomes("no_model");

    expect(waiting.becomes("ready")).toBe(true);
  });

  it("is left alone while LAMP can answer and has nothing to say", () => {
    const waiting = new Waiting();
    waiting.becomes("ready");
    waiting.gotNothing(PLACE);
    waiting.becomes("thinking");

    expect(waiting.becomes("ready")).toBe(false);
  });

  it.each([{ version: 4 }, { line: 2 }, { character: 5 }, { uri: "file:///b.py" }])(
    "is left alone when the developer moved on: %o",
    (moved) => {
      const waiting = new Waiting();
      waiting.gotNothing(PLACE);
      waiting.becomes("ready");

      expect(waiting.takes({ ...PLACE, ...moved })).toBe(false);
    },
  );

  it("waits through the request that is under way", () => {
    const waiting = new Waiting();
    waiting.becomes("no_model");
    waiting.gotNothing(PLACE);

    expect(waiting.becomes("thinking")).toBe(false);
    expect(waiting.becomes("ready")).toBe(true);
  });
});
