// The real server on a fresh data folder, for the browser tests: `node e2e/server.mjs PORT`. Ends with SIGTERM and
// leaves nothing behind.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const port = process.argv[2] ?? "8640";
const program = fileURLToPath(new URL("../../.venv/bin/bulletdrop", import.meta.url));
const built = fileURLToPath(new URL("../../backend/bulletdrop/web/index.html", import.meta.url));
if (!existsSync(built)) throw new Error("The web app is not built: npm run build");

const data = process.env.E2E_DATA ?? (await mkdtemp(join(tmpdir(), "bulletdrop-e2e-")));
await chmod(data, 0o755); // the embedded database may run as another user

const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("BULLETDROP_"));
const server = spawn(program, ["serve"], {
  stdio: ["ignore", "inherit", "inherit"],
  env: {
    ...Object.fromEntries(inherited),
    BULLETDROP_DATA_DIR: data,
    BULLETDROP_PORT: port,
    BULLETDROP_PUBLIC_URL: `http://localhost:${port}`,
    BULLETDROP_ADMIN_USERNAME: "boss",
    BULLETDROP_ADMIN_EMAIL: "boss@example.com",
    BULLETDROP_ADMIN_PASSWORD: "Correct-Horse-42-battery",
    BULLETDROP_RATE_LIMITS: "off",
  },
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.kill("SIGTERM"));
server.on("exit", async (code) => {
  await rm(data, { recursive: true, force: true });
  process.exit(code ?? 1);
});
