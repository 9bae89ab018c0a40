import type { Dated } from "./days";
import type { ApiFilters, Sort } from "./search";

/** How many files a month has: `2026-11`, as the calendar of this place has it. */
export interface MonthCount {
  month: string;
  count: number;
}

export interface Year {
  year: string;
  months: readonly MonthCount[];
}

/** Only lists in order of time have months to jump to. */
export function isByDate(sort: Sort): boolean {
  return sort === "newest" || sort === "oldest";
}

/** The months in the order of the list, by their years. The host tells the newest first. */
export function byYear(months: readonly MonthCount[], sort: Sort): Year[] {
  const years: { year: string; months: MonthCount[] }[] = [];
  for (const month of sort === "oldest" ? months.toReversed() : months) {
    const year = month.month.slice(0, 4);
    const last = years.at(-1);
    if (last?.year === year) last.months.push(month);
    else years.push({ year, months: [month] });
  }
  return years;
}

export function monthOf({ created_at }: Dated): string {
  const date = new Date(created_at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}

/** The place of the month's first file among those that are loaded; -1: it is further on, or before where the list begins. */
export function placeOfMonth(files: readonly Dated[], month: string): number {
  return files.findIndex((file) => monthOf(file) === month);
}

/** Begins the list at a month, by ending the filters there; narrower filters stay as they are. */
export function beginAt(filters: ApiFilters, month: string, sort: Sort): ApiFilters {
  const [start, end] = spanOfMonth(month);
  if (sort === "newest" && !(filters.to && Date.parse(filters.to) < end.getTime())) {
    return { ...filters, to: end.toISOString() };
  }
  if (sort === "oldest" && !(filters.from && Date.parse(filters.from) > start.getTime())) {
    return { ...filters, from: start.toISOString() };
  }
  return filters;
}

function spanOfMonth(month: string): [Date, Date] {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return [new Date(year, number - 1, 1), new Date(year, number, 1)];
}

/** "May 2026". */
export function monthWords(month: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }).format(spanOfMonth(month)[0]);
}

/** "May". */
export function shortMonthWords(month: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { month: "short" }).format(spanOfMonth(month)[0]);
}
