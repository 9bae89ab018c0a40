import type { Client } from "openapi-fetch";

import type { paths } from "./schema";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

interface Call {
  params?: { path?: Record<string, string | number>; query?: Record<string, unknown> };
  body?: unknown;
  parseAs?: "json" | "text";
  signal?: AbortSignal;
}

/** openapi-fetch by its types, which hold every call to the API's document; of its code we need these few lines. */
export type Api = Pick<Client<paths>, (typeof METHODS)[number]>;

export function makeCalls(origin: string, send: (request: Request) => Promise<Response>): Api {
  const calls = METHODS.map((method) => [
    method,
    async (path: string, call: Call = {}) => readAnswer(await send(requestOf(method, origin + addressOf(path, call), call)), call),
  ]);
  return Object.fromEntries(calls) as Api;
}

function addressOf(path: string, { params }: Call): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.path?.[name])));
  const given = Object.entries(params?.query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query ? `${filled}?${query}` : filled;
}

function requestOf(method: string, address: string, { body, signal }: Call): Request {
  return new Request(address, {
    method,
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
}

async function readAnswer(response: Response, { parseAs = "json" }: Call) {
  const text = await response.text();
  if (!response.ok) return { error: parsed(text), response };
  return { data: parseAs === "text" ? text : parsed(text), response };
}

/** What is no JSON, an answer of something between us and the host, is left as it is. */
function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
