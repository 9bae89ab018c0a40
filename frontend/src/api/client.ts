import { Problem, problemOf, UNREACHABLE } from "@/lib/problem";

import { makeCalls } from "./calls";
import { session, type SessionStore } from "./session";

export { fieldErrorsOf, hasStatus, Problem, reasonOf } from "@/lib/problem";
export { useSession, useUser } from "./session";

/** Calls that make or end sessions speak for themselves: a 401 there is an answer, not a token that ran out. */
const NEVER_RENEWED = /^\/api\/auth\/(login|register|setup|refresh|options|available|password-strength)$/;

/** A typed client that sends the session's token, and renews it once where the server no longer takes it. */
export function createApi(origin: string, from: SessionStore) {
  return makeCalls(origin, (request) => send(request, from));
}

async function send(request: Request, from: SessionStore): Promise<Response> {
  if (NEVER_RENEWED.test(new URL(request.url).pathname)) return ask(request);
  const token = await usable(from);
  const again = request.clone();
  const answer = await ask(authorized(request, token));
  if (answer.status !== 401 || token === null) return answer;
  const renewed = from.token() !== token || (await from.refresh());
  return renewed ? ask(authorized(again, from.token())) : answer;
}

/** The token, renewed beforehand where it is about to end. */
async function usable(from: SessionStore): Promise<string | null> {
  const current = from.get();
  if (from.token() === null && current.status === "user" && !current.ended) await from.refresh();
  return from.token();
}

function authorized(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

async function ask(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Problem({ status: UNREACHABLE });
  }
}

export const api = createApi(window.location.origin, session);

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; throws a Problem where the server refused. */
export function orThrow<T>({ data, error, response }: Answered<T>): T {
  if (response.ok) return data as T;
  throw problemOf(response.status, error, response.headers.get("Retry-After"));
}

/** For XMLHttpRequest, which uploads need for their progress. Null: refresh first. */
export function accessToken(): string | null {
  return session.token();
}

export function refreshSession(): Promise<boolean> {
  return session.refresh();
}
