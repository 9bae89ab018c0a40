import type { InfiniteData } from "@tanstack/react-query";

import type { Sort } from "./search";

/** What the lists of this feature need of a file to keep themselves in order. */
export interface Sortable {
  id: number;
  created_at: string;
  file_size: number;
  original_filename: string;
  view_count: number;
}

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Pages<T> = InfiniteData<Page<T>, string | null>;

/** Replaces one file in every page; the same object comes back where it is in none. */
export function replaced<T extends { id: number }>(
  pages: Pages<T>,
  id: number,
  change: (item: T) => T,
): Pages<T> {
  let found = false;
  const next = pages.pages.map((page) => {
    if (!page.items.some((item) => item.id === id)) return page;
    found = true;
    return { ...page, items: page.items.map((item) => (item.id === id ? change(item) : item)) };
  });
  return found ? { ...pages, pages: next } : pages;
}

export function without<T extends { id: number }>(
  pages: Pages<T>,
  ids: ReadonlySet<number>,
): Pages<T> {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.filter((item) => !ids.has(item.id)),
    })),
  };
}

/**
 * Puts files into a list where its order wants them. One that would come after everything loaded is left
 * out while there are more pages: it will come with its own, unless the list `had` it before.
 */
export function inserted<T extends Sortable>(pages: Pages<T>, items: readonly T[], sort: Sort, had = false): Pages<T> {
  const known = new Set(pages.pages.flatMap((page) => page.items.map(({ id }) => id)));
  const renewed = items.filter(({ id }) => known.has(id)).reduce((list, item) => replaced(list, item.id, () => item), pages);
  const compare = comparing(sort);
  const coming = new Map<number, T[]>();
  for (const item of items.filter(({ id }) => !known.has(id))) {
    const at = pageFor(item, renewed, compare, had);
    coming.set(at, [...(coming.get(at) ?? []), item]);
  }
  return {
    ...renewed,
    pages: renewed.pages.map((page, index) => {
      const more = coming.get(index);
      return more ? { ...page, items: [...page.items, ...more].sort(compare) } : page;
    }),
  };
}

/** The first page whose end comes after this one; -1: none that is loaded. */
function pageFor<T extends Sortable>(
  item: T,
  { pages }: Pages<T>,
  compare: (a: Sortable, b: Sortable) => number,
  had: boolean,
): number {
  const at = pages.findIndex((page) => {
    const end = page.items[page.items.length - 1];
    return end !== undefined && compare(item, end) <= 0;
  });
  const last = pages.length - 1;
  return at >= 0 || (!had && pages[last]?.next_cursor) ? at : last;
}

/** The orders of the API; equal ones by their id, so that paging never repeats or skips. */
export function comparing(sort: Sort): (a: Sortable, b: Sortable) => number {
  const newer = (a: Sortable, b: Sortable) =>
    b.created_at.localeCompare(a.created_at) || b.id - a.id;
  switch (sort) {
    case "oldest":
      return (a, b) => newer(b, a);
    case "largest":
      return (a, b) => b.file_size - a.file_size || b.id - a.id;
    case "smallest":
      return (a, b) => a.file_size - b.file_size || a.id - b.id;
    case "name":
      return (a, b) => a.original_filename.localeCompare(b.original_filename) || a.id - b.id;
    case "views":
      return (a, b) => b.view_count - a.view_count || b.id - a.id;
    default:
      return newer;
  }
}
