import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import type { Pages } from "./cache";
import { lastList, PLAIN } from "./lastList";
import { keys, useLibrary } from "./queries";
import type { Upload } from "./requests";

export interface Neighbours {
  /** Place in the list, from 1; null: the file is not in it, or not in what is loaded. */
  place: number | null;
  previous: number | null;
  next: number | null;
}

/** The files before and after this one, in the list from which the person came. */
export function useNeighbours(id: number): Neighbours {
  const client = useQueryClient();
  const list = useRef(lastList());
  const known = client.getQueryData<Pages<Upload>>(keys.list(list.current.filters, list.current.sort));
  const { filters, sort } = known ? list.current : PLAIN;
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useLibrary(filters, sort);
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

  return {
    place: index < 0 ? null : index + 1,
    previous: ids[index - 1] ?? null,
    next: index < 0 ? null : (ids[index + 1] ?? null),
  };
}
