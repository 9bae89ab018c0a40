import { useCallback, useMemo } from "react";

import { useSearchParams } from "react-router";

import type { Search } from "./search";
import { forgetMonth, readSearch, writeSearch } from "./search";

/** The search lives in the address; each change replaces it, so that Back leaves the library. */
export function useSearch() {
  const [params, setParams] = useSearchParams();
  const search = useMemo(() => readSearch(params), [params]);
  const setSearch = useCallback(
    (next: Search) => {
      setParams(writeSearch(forgetMonth(next, search)), { replace: true });
    },
    [setParams, search],
  );
  return { search, setSearch };
}
