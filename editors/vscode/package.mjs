/**
 * Packages the extension into dist/lamp-vscode.vsix, from a folder that holds only what is shipped.
 *
 * LAMP_REPOSITORY, an address on the web, becomes the extension's repository: links and pictures of the README lead there.
 * Without it they would lead nowhere, so pictures are left out and links become words.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = "../..";
const STAGE = `${ROOT}/dist/vscode`;
const VSIX = "../lamp-vscode.vsix";
const PICTURES = ["suggestion", "profile"].flatMap((what) =>
  ["dark", "light"].map((theme) => `vscode-${what}-${theme}.png`),
);

const repository = process.env.LAMP_REPOSITORY?.replace(/(\.git)?\/*$/, "");

function withoutRelativeLinks(text) {
  return text.replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n+/gm, "").replace(/\[([^\]]*)\]\((?!https:)[^)]*\)/g, "$1");
}

rmSync(STAGE, { recursive: true, force: true });
mkdirSync(join(STAGE, "media"), { recursive: true });
cpSync("dist", join(STAGE, "dist"), { recursive: true });
cpSync("media", join(STAGE, "media"), { recursive: true });
for (const picture of PICTURES) {
  cpSync(join(ROOT, "docs/pictures", picture), join(STAGE, "media", picture));
}
cpSync(join(ROOT, "LICENSE"), join(STAGE, "LICENSE.txt"));
for (const [from, to] of [
  ["README.md", "README.md"],
  [join(ROOT, "CHANGELOG.md"), "CHANGELOG.md"],
]) {
  const text = readFileSync(from, "utf8");
  writeFileSync(join(STAGE, to), repository ? text : withoutRelativeLinks(text));
}
const { scripts, devDependencies, private: _, ...manifest } = JSON.parse(readFileSync("package.json", "utf8"));
if (repository) {
  manifest.repository = { type: "git", url: `${repository}.git`, directory: "editors/vscode" };
  manifest.bugs = { url: `${repository}/issues` };
  manifest.homepage = `${repository}#readme`;
}
writeFileSync(join(STAGE, "package.json"), JSON.stringify(manifest, null, 2));

const links = repository
  ? [
      "--baseContentUrl",
      `${repository}/blob/HEAD/editors/vscode`,
      "--baseImagesUrl",
      `${repository}/raw/HEAD/editors/vscode`,
    ]
  : ["--allow-missing-repository"];
const vsce = join(process.cwd(), "node_modules/@vscode/vsce/vsce");
execFileSync(process.execPath, [vsce, "package", "--no-dependencies", ...links, "--out", VSIX], {
  cwd: STAGE,
  stdio: "inherit",
});
