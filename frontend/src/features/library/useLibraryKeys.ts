import type { RefObject } from "react";
import { useEffect, useEffectEvent } from "react";

import { useHotkeys } from "@/hooks/useHotkeys";
import { useActs } from "@/lib/acts";

import type { Actions } from "./actions";
import { actsOn, actsTitle, keysOf } from "./fileActs";
import type { OpenDialog } from "./FileDialogs";
import type { Upload } from "./requests";
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
  const targets = targetsOf(keys);
  const acts = actsOn(targets, {
    ...keys,
    trash: () => {
      focused.leave(targets);
      void keys.actions.trash(targets);
    },
  });
  const switchView = () => {
    setSearch({ ...search, view: search.view === "grid" ? "list" : "grid" });
  };
  const find = () => field.current?.focus();
  const undo = () => void keys.actions.undo();
  useActs("The library", [
    { label: "Search the library", kbd: "/", run: find },
    { label: search.view === "grid" ? "Show as a list" : "Show as a grid", kbd: "V", run: switchView },
    { label: "Undo the last act", kbd: "Z", run: undo },
  ]);
  useActs(actsTitle(targets), acts);
  useHotkeys(
    {
      "/": find,
      v: switchView,
      x: () => {
        if (focused.upload) setSelection(toggle(selection, focused.upload.id));
      },
      Escape: () => {
        if (selected.length > 0) setSelection(NOTHING);
        else if (search.q) setSearch({ ...search, q: "" });
      },
      ArrowDown: focused.enter,
      ArrowRight: focused.enter,
      j: focused.enter,
      k: focused.enter,
      z: undo,
      ...keysOf(acts),
    },
    enabled,
  );
  useSelectAllKey(() => {
    const { order } = chosen;
    const every = selection.ids.size === order.length && order.length > 0;
    setSelection(every ? selectAll(order) : selectLoaded(order));
  }, enabled);
}

/** The files that an act is about: the selected ones, or else the one with the focus. */
function targetsOf({ chosen, focused }: LibraryKeys): readonly Upload[] {
  if (chosen.selected.length > 0) return chosen.selected;
  return focused.upload ? [focused.upload] : [];
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
