import { useMemo, useState } from "react";

import type { Upload } from "./requests";
import type { Selection } from "./selection";
import { NOTHING, prune } from "./selection";

/** The selection over a list that changes: what left the list leaves the selection too. */
export function useSelection(uploads: readonly Upload[]) {
  const [chosen, setSelection] = useState<Selection>(NOTHING);
  const selection = useMemo(
    () =>
      prune(
        chosen,
        uploads.map(({ id }) => id),
      ),
    [chosen, uploads],
  );
  const selected = useMemo(
    () => uploads.filter(({ id }) => selection.ids.has(id)),
    [uploads, selection],
  );
  return { selection, selected, setSelection };
}
