import { describe, expect, it } from "vitest";
import { replaced } from "../src/replacing";

describe("replaced lines", () => {
  it.each([
    ["a\nb\nc\n", 1, 1, "B", "a\nB\nc\n"],
    ["a\nb\nc", 1, 2, "x\ny\nz", "a\nx\ny\nz"],
    ["a", 0, 0, "b", "b"],
  ])("%j from %i to %i", (text, first, last, code, expected) => {
    expect(replaced(text, first, last, code)).toBe(expected);
  });

  it("keep the line ends of the document", () => {
    expect(replaced("a\r\nb\r\n", 0, 0, "x\ny")).toBe("x\r\ny\r\nb\r\n");
  });
});
