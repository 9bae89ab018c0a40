import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import { findAround } from "./around";
import { lastList, PLAIN } from "./lastList";
import { keys, useLibrary } from "./queries";
import type { Upload } from "./requests";
import type { ApiFilters } from "./search";

export interface Neighbours {
  /** Place in the list, from 1; null while it is not known. */
  place: number | null;
  previous: number | null;
  next: number | null;
  /** What that list is narrowed to. */
  filters: ApiFilters;
}

const NOT_KNOWN: Neighbours = { place: null, previous: null, next: null, filters: PLAIN.filters };

/**
 * The files before and after this one, in the list from which the person came. Whoever came by the
 * address goes along the plain list, of which only the surroundings are asked for.
 */
export function useNeighbours(upload: Upload): Neighbours {
  const inList = useInList(upload.id);
  const around = useAround(upload, inList === null);
  return inList ?? around ?? NOT_KNOWN;
}

function useAround(upload: Upload, wanted: boolean): Neighbours | null {
  const client = useQueryClient();
  const { data } = useQuery({ ...aroundOf(upload), enabled: wanted });

  // One step ahead, so that J and K can be held down.
  useEffect(() => {
    for (const beside of [data?.previous, data?.next]) {
      if (!beside) continue;
      client.setQueryData(keys.one(beside.id), (known: Upload | undefined) => known ?? beside);
      void client.prefetchQuery(aroundOf(beside));
    }
  }, [client, data]);

  if (!data) return null;
  const { place, previous, next } = data;
  return { place, previous: previous?.id ?? null, next: next?.id ?? null, filters: PLAIN.filters };
}

function aroundOf(upload: Upload) {
  return queryOptions({
    queryKey: keys.around(upload.id),
    queryFn: ({ signal }) => findAround(upload, signal),
  });
}

/** Null: no list is loaded, or what is loaded of it does not have this file. */
function useInList(id: number): Neighbours | null {
  const client = useQueryClient();
  const { filters, sort } = useRef(lastList()).current;
  const isLoaded = client.getQueryData(keys.list(filters, sort)) !== undefined;
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useLibrary(filters, sort, isLoaded);
  const ids = useMemo(
    () => data?.pages.flatMap((page) => page.items.map((upload) => upload.id)) ?? [],
    [data],
  );
  const index = ids.indexOf(id);

  useEffect(() => {
    if (index >= ids.length - 3 && index >= 0 && hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [index, ids.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (index < 0) return null;
  return { place: index + 1, previous: ids[index - 1] ?? null, next: ids[index + 1] ?? null, filters };
}
