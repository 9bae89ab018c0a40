import type { Actions } from "./actions";
import { download, openLink } from "./ActionMenu";
import { usePageKeys } from "./keys";
import type { Format } from "./links";
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

export type { Format };

/** The keys of interface.md §8 that act on files. */
export function useLibraryKeys(keys: LibraryKeys, enabled: boolean): void {
  const { targets, actions } = keys;
  const first = targets[0];
  const trash = () => {
    if (targets.length === 0) return;
    keys.onTrashed();
    void actions.trash(targets);
  };
  usePageKeys(
    {
      "/": keys.onSearch,
      v: keys.onView,
      x: keys.onSelectActive,
      "ctrl+a": keys.onSelectAll,
      escape: keys.onEscape,
      c: () => void (targets.length > 0 && actions.copy(targets)),
      "shift+c": () => {
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
      delete: trash,
      backspace: trash,
      z: () => void actions.undo(),
      arrowdown: keys.onFocusList,
      j: keys.onFocusList,
    },
    enabled,
  );
}
