import type { ApiFilters, Sort } from "./search";

interface ListKey {
  filters: ApiFilters;
  sort: Sort;
}

export const PLAIN: ListKey = { filters: {}, sort: "newest" };

/** The list that was looked at last; its order is the one that J and K go by. */
let last: ListKey = PLAIN;

export function rememberList(filters: ApiFilters, sort: Sort): void {
  last = { filters, sort };
}

export function lastList(): ListKey {
  return last;
}
