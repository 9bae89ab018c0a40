import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";

import { expect, type APIRequestContext, type Page } from "@playwright/test";

export const PASSWORD = "correct horse battery staple 9";

export interface Account {
  username: string;
  token: string;
}

let made = 0;

export function freshName(): string {
  made += 1;
  return `mara-${Date.now().toString(36)}-${process.pid}-${made}`;
}

/** A new account, signed in in this browser; made by the API, for the tests that are about something else. */
export async function signUp(page: Page): Promise<Account> {
  const username = freshName();
  const answer = await page.request.post("/api/auth/register", {
    data: { username, email: `${username}@example.org`, password: PASSWORD },
  });
  expect(answer.status()).toBe(201);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return { username, token };
}

/** The library, ready to take a drop. */
export async function openLibrary(page: Page): Promise<void> {
  await page.goto("/library");
  await expect(page.getByRole("searchbox", { name: "Search names" })).toBeVisible();
}

export interface Uploaded {
  id: number;
  url: string;
  filename: string;
}

export async function put(
  request: APIRequestContext,
  account: Account,
  name: string,
  body: Buffer = pngOf(name),
): Promise<Uploaded> {
  const answer = await request.put(`/api/uploads/${encodeURIComponent(name)}`, {
    headers: { Authorization: `Bearer ${account.token}`, "Content-Type": "application/octet-stream" },
    data: body,
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()) as Uploaded;
}

const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

/** Runs a script of this folder on the server's data, for what no request can bring about. */
export function besideTheServer(script: string, ...values: string[]): void {
  const path = fileURLToPath(new URL(script, import.meta.url));
  execFileSync(PYTHON, [path, ...values], { env: { ...process.env, BULLETDROP_DATA_DIR: process.env.E2E_DATA } });
}

/** A small grey PNG, with some pixels of its own in each row, so that no two are the same bytes. */
export function pngOf(mark: string): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 16, 0, 0, 0, 10, 8, 0, 0, 0, 0]);
  const row = Buffer.alloc(17, 128);
  row[0] = 0; // no filter
  row.writeUInt32BE(crc(Buffer.from(mark)), 1);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 10 }, () => row)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc(data: Buffer): number {
  let value = ~0;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

interface Dropped {
  name: string;
  type: string;
  bytes: Buffer;
}

/** Drops files on the page as the browser would, with the drag before it. */
export async function drop(page: Page, files: Dropped[], init: { altKey?: boolean } = {}): Promise<void> {
  const plain = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString("base64") }));
  await page.evaluate(
    ([list, options]) => {
      const transfer = new DataTransfer();
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true, ...options }),
        );
      }
    },
    [plain, init] as const,
  );
}

/** Pastes as Ctrl V would: what is on the clipboard comes with the event. */
export async function paste(page: Page, what: { text: string } | Dropped): Promise<void> {
  const plain = "text" in what ? what : { ...what, base64: what.bytes.toString("base64") };
  await page.evaluate((pasted) => {
    const transfer = new DataTransfer();
    if ("text" in pasted) transfer.setData("text/plain", pasted.text);
    else {
      const bytes = Uint8Array.from(atob(pasted.base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], pasted.name, { type: pasted.type }));
    }
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
  }, plain);
}

export const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** The row of a file in the library, by its name. */
export const fileRow = (page: Page, name: string) =>
  page.getByRole("grid", { name: "Files" }).getByRole("row", { name });
