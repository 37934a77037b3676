/** Bundles the extension: one file for hosts with Node, one for browsers, where no language server can run. */
import { build } from "esbuild";

const shared = { bundle: true, minify: true, sourcemap: false, external: ["vscode"], format: "cjs", target: "es2022" };

await build({ ...shared, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", platform: "node" });
await build({ ...shared, entryPoints: ["src/web.ts"], outfile: "dist/web.js", platform: "browser" });
