import { formatDate } from "@/lib/format";

import { beginAt, isByDate } from "./months";

/** What the library shows. It lives in the address, so that it can be kept, shared and gone back to. */
export interface Search {
  q: string;
  type: FileType | null;
  /** An ending, "png", in the place of a type. */
  ending: string | null;
  date: DateRange | null;
  isPublic: boolean | null;
  sort: Sort;
  view: View;
  /** Where the list begins, `2026-05`, instead of at its end: what the rail of months jumped to. */
  month: string | null;
}

export const TYPES = ["image", "video", "audio", "text", "document", "archive", "other"] as const;
export type FileType = (typeof TYPES)[number];

export const SORTS = ["newest", "oldest", "largest", "smallest", "name", "views"] as const;
export type Sort = (typeof SORTS)[number];

export type View = "grid" | "list";

/** A named range, or days (`2026-11-03`) from and to, both included. */
export type DateRange = "today" | "7d" | "30d" | "365d" | { from?: string; to?: string };

export const TYPE_WORDS: Record<FileType, string> = {
  image: "Pictures",
  video: "Video",
  audio: "Audio",
  text: "Text and code",
  document: "Documents",
  archive: "Archives",
  other: "Other",
};

export const SORT_WORDS: Record<Sort, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  largest: "Largest first",
  smallest: "Smallest first",
  name: "By name",
  views: "Most views first",
};

export const DATE_WORDS: Record<Extract<DateRange, string>, string> = {
  today: "Today",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "365d": "Last 12 months",
};

const ENDING = /^[a-z0-9]{1,5}$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readSearch(params: URLSearchParams): Search {
  const sort = oneOf(SORTS, params.get("sort")) ?? "newest";
  const month = params.get("from_month") ?? "";
  return {
    q: params.get("q") ?? "",
    ...kindFrom(params.get("type")),
    date: readDate(params),
    isPublic: { public: true, private: false }[params.get("is") ?? ""] ?? null,
    sort,
    view: params.get("view") === "list" ? "list" : "grid",
    month: isByDate(sort) && MONTH.test(month) ? month : null,
  };
}

/** Only what differs from the plain library is written: its address stays `/library`. */
export function writeSearch(search: Search): URLSearchParams {
  const params = new URLSearchParams();
  if (search.q) params.set("q", search.q);
  const kind = search.type ?? search.ending;
  if (kind) params.set("type", kind);
  if (typeof search.date === "string") params.set("date", search.date);
  else if (search.date) {
    if (search.date.from) params.set("from", search.date.from);
    if (search.date.to) params.set("to", search.date.to);
  }
  if (search.isPublic !== null) params.set("is", search.isPublic ? "public" : "private");
  if (search.sort !== "newest") params.set("sort", search.sort);
  if (search.view !== "grid") params.set("view", search.view);
  if (search.month !== null) params.set("from_month", search.month);
  return params;
}

export interface ApiFilters {
  q?: string;
  type?: FileType;
  from?: string;
  to?: string;
  is_public?: boolean;
}

/** The same in the words of the API. Days begin and end at midnight where the person is. */
export function filtersOf(search: Search, now: Date): ApiFilters {
  const q = wordsOf(search);
  const filters = {
    ...(q ? { q } : {}),
    ...(search.type ? { type: search.type } : {}),
    ...spanOf(search.date, now),
    ...(search.isPublic === null ? {} : { is_public: search.isPublic }),
  };
  return search.month === null ? filters : beginAt(filters, search.month, search.sort);
}

/** The words that a name must hold; from the second character on, and with the ending, which is a part of the name. */
function wordsOf({ q, ending }: Search): string {
  const words = q.trim();
  return [words.length >= 2 ? words : "", ending ? `.${ending}` : ""].filter(Boolean).join(" ");
}

export function countFilters(search: Search): number {
  return [search.type ?? search.ending, search.date, search.isPublic].filter((value) => value !== null).length;
}

export function clearFilters(search: Search): Search {
  return { ...search, type: null, ending: null, date: null, isPublic: null };
}

/** What the type's chip says: "Pictures", "PNG". */
export function typeWords({ type, ending }: Search): string | null {
  if (type) return TYPE_WORDS[type];
  return ending?.toUpperCase() ?? null;
}

/** A month that was jumped to belongs to one list: another one begins at its own end. */
export function forgetMonth(next: Search, before: Search): Search {
  const fields = ["q", "type", "ending", "date", "isPublic", "sort"] as const;
  return fields.every((field) => next[field] === before[field]) ? next : { ...next, month: null };
}

export function dateWords(range: DateRange): string {
  if (typeof range === "string") return DATE_WORDS[range];
  const words = (day: string | undefined) => (day ? formatDate(localDay(day)) : "");
  if (range.from && range.to) return `${words(range.from)} – ${words(range.to)}`;
  return range.from ? `Since ${words(range.from)}` : `Until ${words(range.to)}`;
}

/**
 * Takes the words that filter out of what was typed: `type:image`, `type:png`, `is:private`, `after:2026-11`,
 * `before:2026-11-20`. What is not understood stays part of the search.
 */
export function takeFilters(search: Search): Search {
  return search.q.split(/\s+/).reduce<Search>(
    (taken, word) => {
      const filtered = applyWord(taken, word);
      return filtered ?? { ...taken, q: taken.q ? `${taken.q} ${word}` : word };
    },
    { ...search, q: "" },
  );
}

/**
 * The same for what was typed so far: a word that filters is taken once a space has ended it, and until then it neither
 * filters nor searches. `left` is what stays in the field.
 */
export function takeTyped(search: Search, typed: string): { search: Search; left: string } {
  const words = typed.split(/\s+/).filter(Boolean);
  const ended = /\s$/.test(typed);
  const open = !ended && FILTER.test(words.at(-1) ?? "") ? words.pop() : undefined;
  const taken = takeFilters({ ...search, q: words.join(" ") });
  const nothingTaken = open === undefined && taken.q === words.join(" ");
  const left = [taken.q, open].filter(Boolean).join(" ");
  return { search: taken, left: nothingTaken ? typed : `${left}${ended && left ? " " : ""}` };
}

const FILTER = /^(type|is|before|after):(\S*)$/i;

function applyWord(search: Search, word: string): Search | null {
  const [, key, value] = FILTER.exec(word.toLowerCase()) ?? [];
  if (key === undefined || !value) return null;
  if (key === "type") {
    const kind = kindFrom(value);
    return (kind.type ?? kind.ending) ? { ...search, ...kind } : null;
  }
  if (key === "is") {
    return value === "public" || value === "private"
      ? { ...search, isPublic: value === "public" }
      : null;
  }
  const day = wholeDay(value, key === "before");
  if (!day) return null;
  const range = typeof search.date === "object" && search.date ? search.date : {};
  return { ...search, date: { ...range, [key === "before" ? "to" : "from"]: day } };
}

/** `2026-11` is its first day after which, and the last day before which, something may lie. */
function wholeDay(value: string, before: boolean): string | null {
  if (!/^\d{4}(-\d{2}){0,2}$/.test(value)) return null;
  const [year, month, day] = value.split("-").map(Number) as [number, number?, number?];
  const start = new Date(year, (month ?? 1) - 1, day ?? 1);
  if (Number.isNaN(start.getTime())) return null;
  // "before 2026-11" ends with the last day of October.
  return isoDay(before ? new Date(start.getFullYear(), start.getMonth(), start.getDate() - 1) : start);
}

function readDate(params: URLSearchParams): DateRange | null {
  const named = params.get("date");
  if (named !== null && named in DATE_WORDS) return named as Extract<DateRange, string>;
  const from = params.get("from") ?? "";
  const to = params.get("to") ?? "";
  const range = { ...(DAY.test(from) ? { from } : {}), ...(DAY.test(to) ? { to } : {}) };
  return Object.keys(range).length > 0 ? range : null;
}

function spanOf(range: DateRange | null, now: Date): { from?: string; to?: string } {
  if (range === null) return {};
  if (typeof range === "string") {
    const days = { today: 0, "7d": 6, "30d": 29, "365d": 364 }[range];
    return { from: midnight(now, -days).toISOString() };
  }
  return {
    ...(range.from ? { from: midnight(localDay(range.from), 0).toISOString() } : {}),
    ...(range.to ? { to: midnight(localDay(range.to), 1).toISOString() } : {}),
  };
}

function midnight(day: Date, shift: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + shift);
}

function localDay(day: string): Date {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date);
}

function isoDay(day: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function kindFrom(value: string | null): Pick<Search, "type" | "ending"> {
  const type = oneOf(TYPES, value);
  return { type, ending: type === null && value !== null && ENDING.test(value) ? value : null };
}

function oneOf<T extends string>(values: readonly T[], value: string | null): T | null {
  return values.find((candidate) => candidate === value) ?? null;
}
