// Writes .br and .gz beside every file of the build that packs well, so that the server never compresses while somebody waits.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const BUILD = fileURLToPath(new URL("../../backend/bulletdrop/web", import.meta.url));
const PACKED = /\.(html|js|css|svg|json|webmanifest|txt|wasm)$/;
const SMALLEST = 512;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

async function compress(path) {
  const bytes = await readFile(path);
  if (bytes.length < SMALLEST) return;
  const options = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  };
  await writeFile(`${path}.br`, await brotli(bytes, options));
  await writeFile(`${path}.gz`, await zip(bytes, { level: 9 }));
}

const entries = await readdir(BUILD, { recursive: true });
await Promise.all(entries.filter((name) => PACKED.test(name)).map((name) => compress(join(BUILD, name))));
