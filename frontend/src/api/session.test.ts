import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createApi, orThrow, reasonOf } from "./client";
import { SessionStore } from "./session";

/*
 * A small real server in the place of ours: it hands out numbered tokens, and takes only those that a test has
 * not declared dead. Tabs are stores of their own on one channel, as in a browser.
 */
let server: Server;
let origin: string;
let issued = 0;
let refreshes = 0;
let alive: Set<string>;
let refreshStatus = 200;
let refreshDelay = 0;
const seen: string[] = [];
const channels: BroadcastChannel[] = [];

const USER = { id: 7, username: "mara" };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (status: number, body: unknown) => {
    response.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
    response.end(JSON.stringify(body));
  };
  if (request.url === "/api/auth/refresh") {
    refreshes += 1;
    await new Promise((resolve) => setTimeout(resolve, refreshDelay));
    if (refreshStatus !== 200) {
      say(refreshStatus, { detail: "This session has ended." });
      return;
    }
    issued += 1;
    alive.add(`token-${issued}`);
    say(200, { user: USER, access_token: `token-${issued}`, token_type: "bearer", expires_in: 900 });
    return;
  }
  const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
  let body = "";
  for await (const chunk of request) body += String(chunk);
  seen.push(`${request.method} ${request.url} ${token} ${body}`.trim());
  if (alive.has(token)) say(200, { ...USER, sent: body });
  else say(401, { detail: "This token is not good." });
}

class Locks {
  #last: Promise<unknown> = Promise.resolve();
  request<T>(_name: string, work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

function tab(locks: Locks | null = null) {
  const channel = new BroadcastChannel("test-session");
  channels.push(channel);
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  };
  const store = new SessionStore({
    origin,
    channel,
    locks: locks as unknown as LockManager | null,
    storage: storage as unknown as Storage,
  });
  return { store, api: createApi(origin, store) };
}

const heard = () => new Promise((resolve) => setTimeout(resolve, 30));

beforeEach(async () => {
  issued = 0;
  refreshes = 0;
  refreshStatus = 200;
  refreshDelay = 0;
  alive = new Set();
  seen.length = 0;
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const channel of channels.splice(0)) channel.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("the start", () => {
  it("asks nothing for a guest", async () => {
    const { store } = tab();
    await store.start(false);
    expect(store.get()).toEqual({ status: "guest" });
    expect(refreshes).toBe(0);
  });

  it("finds who is signed in", async () => {
    const { store } = tab();
    await store.start(true);
    expect(store.get()).toEqual({ status: "user", user: USER, ended: false });
    expect(store.token()).toBe("token-1");
  });

  it("remembers that somebody was, and forgets it with them", async () => {
    const { store } = tab();
    await store.start(true);
    await store.start(false);
    expect(refreshes).toBe(2);
    store.signedOut();
    await store.start(false);
    expect(refreshes).toBe(2);
    expect(store.get()).toEqual({ status: "guest" });
  });

  it("is no verdict while the server is away", async () => {
    refreshStatus = 503;
    const { store } = tab();
    await store.start(true);
    expect(store.get()).toMatchObject({ status: "unreachable", problem: { status: 503 } });
    refreshStatus = 200;
    await store.start(true);
    expect(store.get().status).toBe("user");
  });
});

describe("a token that ran out", () => {
  it("is renewed once, and the call is sent again with its body", async () => {
    const { store, api } = tab();
    await store.start(true);
    alive.clear();
    const data = orThrow(await api.PATCH("/api/users/me", { body: { bio: "Maps." } }));
    expect(data).toMatchObject({ sent: '{"bio":"Maps."}' });
    expect(seen).toEqual(['PATCH /api/users/me token-1 {"bio":"Maps."}', 'PATCH /api/users/me token-2 {"bio":"Maps."}']);
  });

  it("is renewed by one call, however many find it dead", async () => {
    const { store, api } = tab();
    await store.start(true);
    alive.clear();
    refreshDelay = 40;
    await Promise.all(Array.from({ length: 8 }, async () => orThrow(await api.GET("/api/users/me"))));
    expect(refreshes).toBe(2);
  });

  it("is renewed before it ends, not after", async () => {
    const { store, api } = tab();
    store.signedIn({ user: USER as never, access_token: "old", expires_in: 5 });
    orThrow(await api.GET("/api/users/me"));
    expect(seen).toEqual(["GET /api/users/me token-1"]);
  });

  it("ends the session where it can't be renewed, but keeps the page", async () => {
    const { store, api } = tab();
    await store.start(true);
    alive.clear();
    refreshStatus = 401;
    const { response, error } = await api.GET("/api/users/me");
    expect(response.status).toBe(401);
    expect(error).toMatchObject({ detail: "This token is not good." });
    expect(store.get()).toEqual({ status: "user", user: USER, ended: true });
    expect(store.token()).toBeNull();
  });

  it("does not end the session where the server is only away", async () => {
    const { store, api } = tab();
    await store.start(true);
    alive.clear();
    refreshStatus = 503;
    await expect(api.GET("/api/users/me")).rejects.toMatchObject({ status: 503 });
    expect(store.get()).toMatchObject({ status: "user", ended: false });
  });
});

describe("several tabs", () => {
  it("refresh once between them", async () => {
    const locks = new Locks();
    const [one, other] = [tab(locks), tab(locks)];
    await one.store.start(true);
    await heard();
    expect(other.store.token()).toBe("token-1");
    alive.clear();
    refreshDelay = 40;
    await Promise.all([one.api.GET("/api/users/me"), other.api.GET("/api/users/me")]);
    expect(refreshes).toBe(2);
    expect(other.store.token()).toBe("token-2");
  });

  it("sign out together", async () => {
    const [one, other] = [tab(), tab()];
    await one.store.start(true);
    await heard();
    expect(other.store.get().status).toBe("user");
    one.store.signedOut();
    await heard();
    expect(other.store.get()).toEqual({ status: "guest" });
  });

  it("see the same user", async () => {
    const [one, other] = [tab(), tab()];
    await one.store.start(true);
    one.store.userChanged({ ...USER, username: "mara.w" } as never);
    await heard();
    expect(other.store.get()).toMatchObject({ user: { username: "mara.w" } });
  });
});

it("tells a host that can't be reached from one that refuses", async () => {
  const { store, api } = tab();
  await store.start(true);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const failed = await api.GET("/api/users/me").catch((error: unknown) => error);
  expect(reasonOf(failed)).toMatch(/^The host can't be reached\./);
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
