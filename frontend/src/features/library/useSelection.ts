import { useMemo, useState } from "react";

import type { Upload } from "./requests";
import type { Selection } from "./selection";
import { NOTHING, prune } from "./selection";

export type Chosen = ReturnType<typeof useSelection>;

/** The selection over a list that changes: what left the list leaves the selection too. */
export function useSelection(uploads: readonly Upload[]) {
  const [chosen, setSelection] = useState<Selection>(NOTHING);
  const order = useMemo(() => uploads.map(({ id }) => id), [uploads]);
  const selection = useMemo(() => prune(chosen, order), [chosen, order]);
  const selected = useMemo(
    () => uploads.filter(({ id }) => selection.ids.has(id)),
    [uploads, selection],
  );
  return { selection, selected, order, setSelection };
}
