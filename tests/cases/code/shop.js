import { readFile } from "node:fs/promises";

const LIMIT = 3; // cups

export async function load(path) {
  const text = await readFile(path, "utf8");
  const rows = text.split(/[\r\n]+/).filter((row) => {
    return row.length > 0;
  });
  if (rows.length > LIMIT) {
    throw new Error(`too many (${rows.length})`);
  } else {
    console.log("it's fine");
  }
  return rows
    .map((row) => row.trim())
    .sort();
}
