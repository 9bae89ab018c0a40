// What a cold, signed-in /library fetches before it works: the chunks of the entry and of what an account begins with
// (vite-chunks.ts), with all that these import at once, read from the build itself. Fails above the limits of
// docs/design.md. `--all` names every file.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMITS = { js: 150_000, css: 20_000 };
const STARTS = [/^library-[\w-]+\.js$/];
// Not `import("./x.js")`: that waits until it is called.
const STATIC_IMPORT = /\b(?:from|import)\s*["']\.\/([^"']+\.js)["']/g;

const [folder = fileURLToPath(new URL("../../backend/bulletdrop/web", import.meta.url))] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith("--"));
const assets = join(folder, "assets");
const names = await readdir(assets);

const starts = STARTS.map((pattern) => {
  const name = names.find((candidate) => pattern.test(candidate));
  if (name === undefined) throw new Error(`The build has no chunk like ${pattern}.`);
  return name;
});
const page = await readFile(join(folder, "index.html"), "utf8");
const entries = [...page.matchAll(/\/assets\/([\w.-]+\.(?:js|css))"/g)].map(([, name]) => name);

const files = new Map();
async function visit(name) {
  if (files.has(name)) return;
  const bytes = await readFile(join(assets, name));
  files.set(name, gzipSync(bytes, { level: 9 }).length);
  if (!name.endsWith(".js")) return;
  for (const [, imported] of bytes.toString("utf8").matchAll(STATIC_IMPORT)) await visit(imported);
}
for (const name of [...entries, ...starts]) await visit(name);

for (const [ending, limit] of Object.entries(LIMITS)) {
  const own = [...files].filter(([name]) => name.endsWith(`.${ending}`)).sort(([, a], [, b]) => b - a);
  const total = own.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`${ending}: ${(total / 1000).toFixed(1)} of ${limit / 1000} KB gzip, in ${own.length} files`);
  if (total > limit) process.exitCode = 1;
  if (total > limit || process.argv.includes("--all")) for (const [name, bytes] of own) console.log(`${String(bytes).padStart(8)}  ${name}`);
}
