import type { Act } from "@/lib/acts";

import type { Actions } from "./actions";
import type { OpenDialog } from "./FileDialogs";
import { download, openLink } from "./opening";
import type { Upload } from "./requests";

interface FileAct extends Act {
  /** As `useHotkeys` takes it. */
  key: string;
}

interface Doing {
  actions: Actions;
  setOpen: (open: OpenDialog) => void;
  trash: () => void;
}

/** What can be done with these files, by key and from the command menu alike. */
export function actsOn(uploads: readonly Upload[], { actions, setOpen, trash }: Doing): readonly FileAct[] {
  const [first] = uploads;
  if (!first) return [];
  const one = uploads.length === 1;
  const anyPublic = uploads.some((upload) => upload.is_public);
  return [
    { key: "c", kbd: "C", label: one ? "Copy the link" : "Copy the links", run: () => void actions.copy(uploads) },
    { key: "Shift+C", kbd: "Shift C", label: "Copy as Markdown, HTML, BBCode", run: () => { setOpen({ kind: "formats", uploads }); } },
    { key: "o", kbd: "O", label: "Open the link in a new tab", run: () => { openLink(first); } },
    { key: "d", kbd: "D", label: "Download", run: () => { uploads.forEach(download); } },
    { key: "e", kbd: "E", label: "Rename, edit the link", run: () => { setOpen({ kind: "edit", upload: first }); } },
    { key: "p", kbd: "P", label: anyPublic ? "Make private" : "Make public", run: () => void actions.setPublic(uploads, !anyPublic) },
    { key: "Delete", kbd: "Del", label: "Move to the trash", run: trash },
  ];
}

/** The same for `useHotkeys`. */
export function keysOf(acts: readonly FileAct[]): Record<string, () => void> {
  const keys = Object.fromEntries(acts.map(({ key, run }) => [key, run]));
  const trash = keys["Delete"];
  return trash ? { ...keys, Backspace: trash } : keys;
}

/** "With the file", "With 3 files": the heading over them. */
export function actsTitle(uploads: readonly Upload[]): string {
  const [first] = uploads;
  return uploads.length === 1 && first ? first.original_filename : `${uploads.length.toLocaleString()} selected files`;
}
