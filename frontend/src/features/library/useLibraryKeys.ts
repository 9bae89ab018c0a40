import { useEffect, useEffectEvent } from "react";

import { useHotkeys } from "@/hooks/useHotkeys";

import type { Actions } from "./actions";
import { download, openLink } from "./ActionMenu";
import type { Upload } from "./requests";

interface LibraryKeys {
  /** What the keys act on: the selection, or else the file with the focus. */
  targets: readonly Upload[];
  actions: Actions;
  onSearch: () => void;
  onView: () => void;
  onSelectAll: () => void;
  onSelectActive: () => void;
  onEscape: () => void;
  onEdit: (upload: Upload) => void;
  onFormats: (uploads: readonly Upload[]) => void;
  onTrashed: () => void;
  onFocusList: () => void;
}

/** The keys of interface.md §8 that act on files. */
export function useLibraryKeys(keys: LibraryKeys, enabled: boolean): void {
  const { targets, actions } = keys;
  const first = targets[0];
  const trash = () => {
    if (targets.length === 0) return;
    keys.onTrashed();
    void actions.trash(targets);
  };
  useHotkeys(
    {
      "/": keys.onSearch,
      v: keys.onView,
      x: keys.onSelectActive,
      Escape: keys.onEscape,
      c: () => void (targets.length > 0 && actions.copy(targets)),
      "Shift+C": () => {
        if (targets.length > 0) keys.onFormats(targets);
      },
      o: () => {
        if (first) openLink(first);
      },
      d: () => {
        targets.forEach(download);
      },
      e: () => {
        if (first) keys.onEdit(first);
      },
      p: () => {
        if (targets.length === 0) return;
        void actions.setPublic(targets, !targets.some((upload) => upload.is_public));
      },
      Delete: trash,
      Backspace: trash,
      z: () => void actions.undo(),
      ArrowDown: keys.onFocusList,
      j: keys.onFocusList,
    },
    enabled,
  );
  useSelectAllKey(keys.onSelectAll, enabled);
}

/** Within a field Ctrl A selects its text, as everywhere. */
function useSelectAllKey(onSelectAll: () => void, enabled: boolean): void {
  const selectAll = useEffectEvent(onSelectAll);
  useEffect(() => {
    if (!enabled) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "a") return;
      if (event.target instanceof Element && event.target.closest("input, textarea")) return;
      event.preventDefault();
      selectAll();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [enabled]);
}
