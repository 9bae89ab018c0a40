import type { QueryClient } from "@tanstack/react-query";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";

import { useMedia } from "@/hooks/useMedia";

import type { Page, Pages } from "./cache";
import type { Upload } from "./requests";
import { getUpload, listMonths, listTrash, listUploads, summarize } from "./requests";
import type { ApiFilters, Search, Sort } from "./search";
import { filtersOf } from "./search";

export const keys = {
  all: ["uploads"] as const,
  lists: ["uploads", "list"] as const,
  list: (filters: ApiFilters, sort: Sort) => ["uploads", "list", { filters, sort }] as const,
  summaries: ["uploads", "summary"] as const,
  summary: (filters: ApiFilters) => ["uploads", "summary", filters] as const,
  months: ["uploads", "months"] as const,
  one: (id: number) => ["uploads", "one", id] as const,
  surroundings: ["uploads", "around"] as const,
  around: (id: number) => ["uploads", "around", id] as const,
  trash: ["uploads", "trash"] as const,
};

/** A long list is not loaded anew page by page; what is new comes by itself (newcomers.ts). */
const FEW_PAGES = 2;

/** Signed links in the lists live for fifteen minutes; they are renewed well before. */
const RENEW_LINKS_MS = 10 * 60_000;

/** What the scanner has not looked at yet opens by itself. */
const HELD_MS = 30_000;

export function useLibrary(filters: ApiFilters, sort: Sort, enabled = true) {
  return useInfiniteQuery({
    enabled,
    queryKey: keys.list(filters, sort),
    queryFn: ({ pageParam, signal }) => listUploads(filters, sort, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Upload>) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
    refetchOnMount: isShort,
    refetchOnWindowFocus: isShort,
    refetchInterval: (query) => (hasHeld(query) ? HELD_MS : isShort(query) || hasPrivate(query) ? RENEW_LINKS_MS : false),
  });
}

interface ListQuery {
  state: { data?: Pages<Upload> | undefined };
}

function isShort({ state }: ListQuery): boolean {
  return (state.data?.pages.length ?? 0) <= FEW_PAGES;
}

function hasPrivate({ state }: ListQuery): boolean {
  return state.data?.pages.some((page) => page.items.some((upload) => upload.signed_url !== null)) ?? false;
}

function hasHeld({ state }: ListQuery): boolean {
  return state.data?.pages.some((page) => page.items.some(({ status }) => status === "held")) ?? false;
}

export function useSummary(filters: ApiFilters) {
  return useQuery({
    queryKey: keys.summary(filters),
    queryFn: ({ signal }) => summarize(filters, signal),
    placeholderData: keepPreviousData,
  });
}

/** The months of all that the search finds, also those before the one that the list begins at. Not asked for on phones. */
export function useMonths(search: Search, enabled: boolean) {
  const wide = useMedia("(min-width: 761px)");
  const filters = filtersOf({ ...search, month: null }, new Date());
  return useQuery({
    queryKey: [...keys.months, filters],
    queryFn: ({ signal }) => listMonths(filters, signal),
    enabled: enabled && wide,
    placeholderData: keepPreviousData,
  });
}

export function useUpload(id: number) {
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.one(id),
    // What a list already shows is shown at once.
    placeholderData: shownInList(client, id),
    queryFn: ({ signal }) => getUpload(id, signal),
    refetchInterval: ({ state }) => (state.data?.status === "held" ? HELD_MS : RENEW_LINKS_MS),
  });
}

function shownInList(client: QueryClient, id: number): Upload | undefined {
  return client
    .getQueriesData<Pages<Upload>>({ queryKey: keys.lists })
    .flatMap(([, pages]) => pages?.pages.flatMap((page) => page.items) ?? [])
    .find((upload) => upload.id === id);
}

export function useTrash() {
  return useInfiniteQuery({
    queryKey: keys.trash,
    queryFn: ({ pageParam, signal }) => listTrash(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Upload>) => page.next_cursor ?? null,
  });
}
