import type { RefObject } from "react";
import { useEffect, useEffectEvent } from "react";

import { useHotkeys } from "@/hooks/useHotkeys";

import { download, openLink } from "./ActionMenu";
import type { Actions } from "./actions";
import type { OpenDialog } from "./FileDialogs";
import type { Search } from "./search";
import { NOTHING, selectAll, selectLoaded, toggle } from "./selection";
import type { FocusedFile } from "./useFocusedFile";
import type { Chosen } from "./useSelection";

interface LibraryKeys {
  search: Search;
  setSearch: (search: Search) => void;
  chosen: Chosen;
  focused: FocusedFile;
  actions: Actions;
  field: RefObject<HTMLInputElement | null>;
  setOpen: (open: OpenDialog) => void;
}

/** The keys of the library: they act on the selection, or else on the file with the focus. */
export function useLibraryKeys(keys: LibraryKeys, enabled: boolean): void {
  const { search, setSearch, chosen, focused, field } = keys;
  const { selection, selected, setSelection } = chosen;
  useHotkeys(
    {
      "/": () => field.current?.focus(),
      v: () => {
        setSearch({ ...search, view: search.view === "grid" ? "list" : "grid" });
      },
      x: () => {
        if (focused.upload) setSelection(toggle(selection, focused.upload.id));
      },
      Escape: () => {
        if (selected.length > 0) setSelection(NOTHING);
        else if (search.q) setSearch({ ...search, q: "" });
      },
      ArrowDown: focused.enter,
      j: focused.enter,
      z: () => void keys.actions.undo(),
      ...fileKeys(keys),
    },
    enabled,
  );
  useSelectAllKey(() => {
    const { order } = chosen;
    const every = selection.ids.size === order.length && order.length > 0;
    setSelection(every ? selectAll(order) : selectLoaded(order));
  }, enabled);
}

function fileKeys({ chosen, focused, actions, setOpen }: LibraryKeys): Record<string, () => void> {
  const { selected } = chosen;
  const targets = selected.length > 0 ? selected : focused.upload ? [focused.upload] : [];
  const [first] = targets;
  if (!first) return {};
  const trash = () => {
    focused.leave(targets);
    void actions.trash(targets);
  };
  return {
    c: () => void actions.copy(targets),
    "Shift+C": () => {
      setOpen({ kind: "formats", uploads: targets });
    },
    o: () => {
      openLink(first);
    },
    d: () => {
      targets.forEach(download);
    },
    e: () => {
      setOpen({ kind: "edit", upload: first });
    },
    p: () => void actions.setPublic(targets, !targets.some((upload) => upload.is_public)),
    Delete: trash,
    Backspace: trash,
  };
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
