import { formatTime, formatWait } from "./format";

/** The error that every refused call throws: the server's problem+json (RFC 9457), or that no answer came at all. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly errorId: string | null;
  /** When trying again makes sense, as a time of `Date.now()`. */
  readonly retryAt: number | null;

  constructor(parts: {
    status: number;
    detail?: string;
    fields?: Record<string, string>;
    errorId?: string | null;
    retryAt?: number | null;
  }) {
    super(parts.detail ?? `HTTP ${parts.status}`);
    this.status = parts.status;
    this.detail = parts.detail ?? "";
    this.fields = parts.fields ?? {};
    this.errorId = parts.errorId ?? null;
    this.retryAt = parts.retryAt ?? null;
  }
}

/** No answer: the address could not be reached. */
export const UNREACHABLE = 0;

/** Reads a refused answer. `body` is what was parsed of it, if it was JSON. */
export function problemOf(status: number, body: unknown, retryAfter: string | null = null): Problem {
  const said = isObject(body) ? body : {};
  return new Problem({
    status,
    detail: textOf(said["detail"]),
    fields: fieldsOf(said["errors"]),
    errorId: textOf(said["error_id"]) || null,
    retryAt: retryAtOf(retryAfter),
  });
}

/** One or two sentences for the person in front of the screen: what happened, what was kept, what to do. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Problem)) return isOffline() ? OFFLINE : BROKEN;
  switch (error.status) {
    case UNREACHABLE:
      return isOffline() ? OFFLINE : "The host can't be reached. Nothing is lost; try again in a moment.";
    case 401:
      return error.detail || "You were signed out. Sign in and go on.";
    case 403:
      return error.detail || "Your account may look but not do this. Ask whoever runs this host.";
    case 422:
      return Object.values(error.fields)[0] ?? (error.detail || "The host did not take this.");
    case 429:
      return tooMany(error.retryAt);
    case 503:
      return error.detail || "The host can't reach its storage. Nothing is lost; try again in a moment.";
    case 507:
      return error.detail || "The host is out of space. Whoever runs it can see this.";
    default:
      return error.status >= 500 ? broken(error.errorId) : error.detail || BROKEN;
  }
}

/** What is wrong with each field, by its name. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  return error instanceof Problem ? { ...error.fields } : {};
}

export function hasStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof Problem && statuses.includes(error.status);
}

const OFFLINE = "You are offline. It goes on when the connection is back.";
const BROKEN = "Something broke here. Load the page again.";

function isOffline(): boolean {
  return typeof navigator !== "undefined" && !navigator.onLine;
}

function broken(errorId: string | null): string {
  const number = errorId ? ` Number ${errorId}, for whoever runs it.` : " Whoever runs it can see this.";
  return `Something broke on the host.${number}`;
}

function tooMany(retryAt: number | null): string {
  if (retryAt === null) return "Too many tries. Wait a moment.";
  const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
  const until = seconds >= 60 ? `, until ${formatTime(retryAt)}` : "";
  return `Too many tries. Wait ${formatWait(seconds)}${until}.`;
}

/** Retry-After is seconds or a date (RFC 9110 §10.2.3). */
function retryAtOf(value: string | null): number | null {
  if (!value) return null;
  const seconds = Number(value);
  const at = Number.isFinite(seconds) ? Date.now() + seconds * 1000 : Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** Names of fields as the forms know them: "body.username" and "username" are one. */
function fieldsOf(errors: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!Array.isArray(errors)) return fields;
  for (const entry of errors as unknown[]) {
    if (!isObject(entry)) continue;
    const name = textOf(entry["field"]).split(".").at(-1) ?? "";
    fields[name] ??= textOf(entry["message"]);
  }
  return fields;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
