import { describe, expect, it } from "vitest";
import { readable } from "../src/logs";

describe("the daemon's log", () => {
  it("is read as time, level, event and details", () => {
    const line = JSON.stringify({
      event: "answered",
      level: "info",
      timestamp: "2026-11-30T11:22:33.123456Z",
      took_ms: 12,
      why: "it was asked",
    });

    expect(readable(line)).toBe('2026-11-30 11:22:33.123 [info] answered took_ms=12 why="it was asked"');
  });

  it.each(["plain text", "{ half", "12", ""])("leaves %j as it is", (line) => {
    expect(readable(line)).toBe(line);
  });
});
