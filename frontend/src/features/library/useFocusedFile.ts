import { useMemo, useState } from "react";

import type { Upload } from "./requests";

export type FocusedFile = ReturnType<typeof useFocusedFile>;

/** The file that the keyboard is on. */
export function useFocusedFile(uploads: readonly Upload[]) {
  const [id, setId] = useState<number | null>(null);
  return useMemo(
    () => ({
      id,
      upload: uploads.find((upload) => upload.id === id) ?? null,
      setId,
      refocus: () => {
        if (id !== null) focusSoon(id);
      },
      /** Where the keyboard comes to the list. */
      enter: () => {
        const first = id ?? uploads[0]?.id;
        if (first !== undefined) focusSoon(first);
      },
      /** These go away: on to the next one that stays, or back to the last. */
      leave: (gone: readonly Upload[]) => {
        const next = survivor(uploads, gone);
        if (next === null) return;
        setId(next);
        focusSoon(next);
      },
    }),
    [id, uploads],
  );
}

export function survivor(uploads: readonly Upload[], gone: readonly Upload[]): number | null {
  const leaving = new Set(gone.map((upload) => upload.id));
  const from = uploads.findIndex((upload) => leaving.has(upload.id));
  const stays = (upload: Upload) => !leaving.has(upload.id);
  return (uploads.slice(from).find(stays) ?? uploads.findLast(stays))?.id ?? null;
}

/** After the list was drawn anew. */
function focusSoon(id: number): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-file="${id}"]`)?.focus({ preventScroll: true });
  });
}
