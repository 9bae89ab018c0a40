import { useCallback, useEffect, useMemo } from "react";

import { useLibrary, useSummary } from "./queries";
import type { Search } from "./search";
import { filtersOf } from "./search";
import { rememberList } from "./lastList";

export type LibraryList = ReturnType<typeof useLibraryList>;

/** What the library shows for a search: the files loaded so far, and the figures over them. */
export function useLibraryList(search: Search) {
  // Days begin at midnight: within a day the filters are the same and so is their place in the cache.
  const filters = useMemo(() => filtersOf(search, new Date()), [search]);
  const query = useLibrary(filters, search.sort);
  const matching = useSummary(filters);
  const everything = useSummary({});
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const uploads = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    rememberList(filters, search.sort);
  }, [filters, search.sort]);
  return {
    uploads,
    ready: data !== undefined,
    error: query.error,
    retry: () => void query.refetch(),
    more: hasNextPage,
    loadMore,
    matching: matching.data ?? null,
    all: everything.data?.count ?? null,
  };
}

/** "All that match" means all: what is not loaded yet is, page by page. */
export function useLoadAll(all: boolean, { more, loadMore }: LibraryList): void {
  useEffect(() => {
    if (all && more) loadMore();
  }, [all, more, loadMore]);
}
