import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import type { Upload } from "./requests";
import { listUploads } from "./requests";
import { LibraryStore } from "./store";

const POLL_MS = 20_000;
const LOOKED_AT = 20;

export type Newcomers = ReturnType<typeof useNewcomers>;

/**
 * Files that come from elsewhere, a device or another tab. At the top of the list they join it at
 * once; otherwise they wait behind "4 new", so that nothing moves under the pointer.
 */
export function useNewcomers(known: readonly Upload[], enabled: boolean, joinAtOnce: boolean) {
  const client = useQueryClient();
  const store = useMemo(() => new LibraryStore(client), [client]);
  const [waiting, setWaiting] = useState<readonly Upload[]>([]);
  const newest = known[0];

  const look = useCallback(async () => {
    if (!enabled || document.visibilityState !== "visible") return;
    const page = await listUploads({}, "newest", null, undefined, LOOKED_AT).catch(() => null);
    if (page) setWaiting(newerThan(newest, page.items, known));
  }, [enabled, newest, known]);

  useEffect(() => {
    const lookNow = () => void look();
    const timer = setInterval(lookNow, POLL_MS);
    document.addEventListener("visibilitychange", lookNow);
    window.addEventListener("focus", lookNow);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", lookNow);
      window.removeEventListener("focus", lookNow);
    };
  }, [look]);

  const fresh = useMemo(() => newerThan(newest, waiting, known), [newest, waiting, known]);
  const join = useCallback(() => {
    store.receive(fresh);
    store.recount();
    setWaiting([]);
  }, [store, fresh]);

  useEffect(() => {
    if (joinAtOnce && fresh.length > 0) join();
  }, [joinAtOnce, fresh, join]);

  return { count: fresh.length, join };
}

/** What came after the newest known file; an undone deletion further down is not new. */
export function newerThan(
  newest: Upload | undefined,
  candidates: readonly Upload[],
  known: readonly Upload[],
): readonly Upload[] {
  const ids = new Set(known.map(({ id }) => id));
  return candidates.filter(
    (upload) => !ids.has(upload.id) && (!newest || upload.id > newest.id),
  );
}
