import { useSyncExternalStore } from "react";

import { Problem, problemOf, UNREACHABLE } from "@/lib/problem";

import type { SignedIn, User } from "./types";

/**
 * Who is signed in, in this tab. The access token lives in memory only; the refresh token is in a
 * cookie that no script can read, so a reload asks for a new access token.
 */
export type Session =
  | { status: "loading" }
  | { status: "guest" }
  /** Whether somebody is signed in could not be asked. */
  | { status: "unreachable"; problem: Problem }
  /** `ended`: the session ended in the middle; the page stays and asks for the password. */
  | { status: "user"; user: User; ended: boolean };

/** What signing in answers, as far as it is kept. */
type SessionAnswer = Pick<SignedIn, "user" | "access_token" | "expires_in">;

type News =
  | { kind: "session"; answer: SessionAnswer }
  | { kind: "user"; user: User }
  | { kind: "signed-out" };

interface SessionParts {
  /** Where the API is; the page's own origin in the browser. */
  origin: string;
  fetch?: typeof fetch;
  channel?: BroadcastChannel | null;
  locks?: LockManager | null;
  storage?: Storage | null;
}

const LOCK = "bulletdrop-refresh";
/** Only says that a refresh is worth a try, so that a guest's home page does not begin with a refused call. */
const HINT = "bulletdrop.signed-in";
/** How long news takes from one tab to another, with a margin. */
const NEWS_MS = 100;
const WAITED_MS = 10;
const RACE_MS = 400;
/** A token is renewed this long before its end, so that it does not end on the way. */
const MARGIN_MS = 20_000;

export class SessionStore {
  #session: Session = { status: "loading" };
  #token: { value: string; endsAt: number } | null = null;
  /** Counts the tokens that came, so that whoever waited for the lock sees that another tab was faster. */
  #generation = 0;
  #refreshing: Promise<boolean> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    parts.channel?.addEventListener("message", (event: MessageEvent<News>) => {
      this.#hear(event.data);
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): Session => this.#session;

  /** The token for a request, while it is good; null when there is none or it is about to end. */
  token(): string | null {
    return this.#token && Date.now() < this.#token.endsAt ? this.#token.value : null;
  }

  /** Finds out who is signed in. `eager`: ask even where nothing says that somebody was. */
  async start(eager: boolean): Promise<void> {
    if (!eager && !this.#hinted()) {
      this.#set({ status: "guest" });
      return;
    }
    try {
      await this.refresh();
    } catch (error) {
      if (this.#session.status === "loading" || this.#session.status === "unreachable") {
        this.#set({ status: "unreachable", problem: error as Problem });
      }
    }
  }

  /** Somebody signed in here. */
  signedIn(answer: SessionAnswer): void {
    this.#take(answer);
    this.#tell({ kind: "session", answer });
  }

  /** The user's record changed. */
  userChanged(user: User): void {
    this.#changeUser(user);
    this.#tell({ kind: "user", user });
  }

  /** Signed out on purpose: nothing of the session is kept. */
  signedOut(): void {
    this.#forget({ status: "guest" });
    this.#tell({ kind: "signed-out" });
  }

  /**
   * A new access token, asked for once, however many calls want it and in however many tabs. True:
   * there is one. False: the session is over. Throws where the server could not be asked.
   */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refreshAlone().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshAlone(): Promise<boolean> {
    const before = this.#generation;
    const asked = performance.now();
    const ask = async (): Promise<boolean> => {
      // Who had to wait for the lock waited for another tab's refresh; its news may still be on the way.
      if (performance.now() - asked > WAITED_MS) await this.#newsWithin(NEWS_MS, before);
      return this.#isNewer(before) || this.#ask(before);
    };
    const { locks } = this.#parts;
    return locks ? locks.request(LOCK, ask) : ask();
  }

  async #newsWithin(ms: number, before: number): Promise<void> {
    const end = performance.now() + ms;
    while (!this.#isNewer(before) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #isNewer(generation: number): boolean {
    return this.#generation > generation && this.token() !== null;
  }

  async #ask(before: number): Promise<boolean> {
    let answer = await this.#post("/api/auth/refresh");
    if (answer.status === 401 && !this.#parts.locks) {
      // Without locks two tabs may have sent the same token; the other's answer brought the new cookie.
      await this.#newsWithin(RACE_MS, before);
      if (this.#isNewer(before)) return true;
      answer = await this.#post("/api/auth/refresh");
    }
    if (answer.ok) {
      const session = (await answer.json()) as SessionAnswer;
      this.#take(session);
      this.#tell({ kind: "session", answer: session });
      return true;
    }
    if (answer.status === 401) {
      this.#end();
      return false;
    }
    throw problemOf(answer.status, await answer.json().catch(() => null), answer.headers.get("Retry-After"));
  }

  async #post(path: string): Promise<Response> {
    try {
      return await (this.#parts.fetch ?? fetch)(this.#parts.origin + path, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: "{}",
      });
    } catch {
      throw new Problem({ status: UNREACHABLE });
    }
  }

  #end(): void {
    const session = this.#session;
    this.#forget(session.status === "user" ? { ...session, ended: true } : { status: "guest" });
  }

  #take(answer: SessionAnswer): void {
    this.#generation += 1;
    this.#token = {
      value: answer.access_token,
      endsAt: Date.now() + answer.expires_in * 1000 - MARGIN_MS,
    };
    this.#parts.storage?.setItem(HINT, "1");
    this.#set({ status: "user", user: answer.user, ended: false });
  }

  #changeUser(user: User): void {
    if (this.#session.status === "user") this.#set({ ...this.#session, user });
  }

  #forget(session: Session): void {
    this.#token = null;
    this.#parts.storage?.removeItem(HINT);
    this.#set(session);
  }

  #hinted(): boolean {
    return this.#parts.storage?.getItem(HINT) === "1";
  }

  #hear(news: News): void {
    if (news.kind === "session") this.#take(news.answer);
    else if (news.kind === "user") this.#changeUser(news.user);
    else this.#forget({ status: "guest" });
  }

  #tell(news: News): void {
    this.#parts.channel?.postMessage(news);
  }

  #set(session: Session): void {
    this.#session = session;
    for (const listener of this.#listeners) listener();
  }
}

export const session = new SessionStore({
  origin: window.location.origin,
  channel: typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("bulletdrop-session"),
  // Missing where the page came without HTTPS; then only this tab's own calls are joined.
  locks: (navigator as { locks?: LockManager }).locks ?? null,
  storage: storageOf(window),
});

export function useSession(): Session {
  return useSyncExternalStore(session.subscribe, session.get);
}

/** The signed-in user; only for what is shown to signed-in people. */
export function useUser(): User {
  const current = useSession();
  if (current.status !== "user") throw new Error("useUser is for signed-in pages");
  return current.user;
}

/** Browsers that block storage throw on the very mention of it. */
function storageOf(of: Window): Storage | null {
  try {
    return of.localStorage;
  } catch {
    return null;
  }
}
