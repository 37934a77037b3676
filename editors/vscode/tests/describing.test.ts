import { describe as about, expect, it } from "vitest";
import { describe, lastSuggestion } from "../src/describing";

about("a suggestion in a list", () => {
  it("is its line", () => {
    expect(describe("  foo(bar)\n")).toEqual({ label: "foo(bar)" });
  });

  it("shows the lines below as well", () => {
    expect(describe("if a:\n    b()\n\n    c()")).toEqual({ label: "if a:", detail: "b() ⏎ c()" });
  });
});

about("the last suggestion", () => {
  const why = { suggestion_id: "1", sentence: "It follows cart.py.", snippets: [], habits: [], rules: [] };

  it("says how long it took and what it was made of", () => {
    expect(lastSuggestion({ ...why, took_ms: 1234 })).toBe("1.2 s. It follows cart.py.");
  });

  it("says what is known where the time is not", () => {
    expect(lastSuggestion({ ...why, took_ms: null })).toBe("It follows cart.py.");
  });
});
