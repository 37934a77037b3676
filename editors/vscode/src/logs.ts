/** The daemon's log, which is one JSON object a line, as a person reads it. */

/** Return a log with each line as time, level, event and what belongs to it; other lines stay as they are. */
export function readable(log: string): string {
  return log.split("\n").map(readableLine).join("\n");
}

function readableLine(line: string): string {
  const entry = parsed(line);
  if (!entry || typeof entry.event !== "string") {
    return line;
  }
  const { timestamp, level, event, ...rest } = entry;
  const time = String(timestamp ?? "")
    .replace("T", " ")
    .replace(/(\.\d{3})?\d*Z$/, "$1");
  const details = Object.entries(rest).map(([name, value]) => `${name}=${said(value)}`);
  return [time, `[${String(level ?? "info")}]`, event, ...details].join(" ").trim();
}

function said(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /\s/.test(text) ? JSON.stringify(text) : text;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
