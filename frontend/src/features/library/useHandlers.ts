import { useLayoutEffect, useMemo, useRef } from "react";

import type { FileHandlers } from "./FileCard";
import type { Upload } from "./requests";
import type { Selection } from "./selection";
import { extend, toggle } from "./selection";

interface Handled {
  selection: Selection;
  onSelection: (selection: Selection) => void;
  onCopy: (upload: Upload) => void;
  onMenu: (upload: Upload, at: { x: number; y: number }) => void;
}

/** One object for the life of the list, that always acts on what is so now. */
export function useHandlers(
  { selection, onSelection, onCopy, onMenu }: Handled,
  order: readonly number[],
  onHover: (id: number | null) => void,
): FileHandlers {
  const latest = useRef({ selection, onSelection, onCopy, onMenu, order });
  useLayoutEffect(() => {
    latest.current = { selection, onSelection, onCopy, onMenu, order };
  });
  return useMemo(
    () => ({
      onSelect: ({ id }, { shiftKey }) => {
        const now = latest.current;
        now.onSelection(
          shiftKey ? extend(now.selection, now.order, id) : toggle(now.selection, id),
        );
      },
      onCopy: (upload) => {
        latest.current.onCopy(upload);
      },
      onMenu: (upload, at) => {
        latest.current.onMenu(upload, at);
      },
      onHover: (upload) => {
        onHover(upload?.id ?? null);
      },
    }),
    [onHover],
  );
}
