import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { reasonOf } from "@/api/client";
import { formatBytes } from "@/lib/format";

import type { Settled } from "./batches";
import { inBatches } from "./batches";
import type { Pages } from "./cache";
import { inserted, without } from "./cache";
import { keys } from "./queries";
import type { Upload } from "./requests";
import { destroyUpload, emptyTrash, restoreUpload, trashUpload } from "./requests";
import { LibraryStore } from "./store";
import { say, sayRefused, sayUndoable } from "./toasts";
import { undoStack } from "./undo";
import { files } from "./words";

/** What can be done with what lies in the trash. */
export function useTrashActions() {
  const client = useQueryClient();
  return useMemo(() => {
    const store = new LibraryStore(client);
    const edit = (change: (pages: Pages<Upload>) => Pages<Upload>) => {
      client.setQueryData<Pages<Upload>>(keys.trash, (pages) => (pages ? change(pages) : pages));
    };
    const take = (uploads: readonly Upload[]) => {
      edit((pages) => without(pages, new Set(uploads.map(({ id }) => id))));
    };
    const putBack = (uploads: readonly Upload[]) => {
      edit((pages) => inserted(pages, uploads, "newest"));
    };
    const after = (settled: Settled<Upload>) => {
      putBack(settled.refused.map(({ item }) => item));
      store.recount();
      tellRefusals(settled);
      return settled.done;
    };

    const restore = async (uploads: readonly Upload[]) => {
      await store.settle();
      take(uploads);
      const done = after(await inBatches(uploads, ({ id }) => restoreUpload(id)));
      void client.invalidateQueries({ queryKey: keys.lists });
      if (done.length === 0) return;
      const act = { label: "restore", undo: () => backToTrash(done) };
      undoStack.push(act);
      sayUndoable(
        done.length === 1 ? "Back. The link works again." : "Back. The links work again.",
        () => void undoStack.undo(act),
      );
    };
    const backToTrash = async (uploads: readonly Upload[]) => {
      putBack(uploads);
      const settled = await inBatches(uploads, ({ id }) => trashUpload(id));
      take(settled.refused.map(({ item }) => item));
      store.recount();
      void client.invalidateQueries({ queryKey: keys.lists });
      tellRefusals(settled);
    };
    const destroy = async (uploads: readonly Upload[]) => {
      await store.settle();
      take(uploads);
      const done = after(await inBatches(uploads, ({ id }) => destroyUpload(id)));
      if (done.length > 0) say(`${files(done.length)} deleted for good.`);
    };
    const empty = async () => {
      await store.settle();
      const { count, bytes } = await emptyTrash();
      client.setQueryData<Pages<Upload>>(keys.trash, { pageParams: [null], pages: [{ items: [] }] });
      store.recount();
      say(`The trash is empty: ${files(count)}, ${formatBytes(bytes)}.`);
    };
    return { restore, destroy, empty };
  }, [client]);
}

function tellRefusals({ refused }: Settled<Upload>): void {
  const [first] = refused;
  if (first) sayRefused(`${first.item.original_filename}: ${reasonOf(first.error)}`);
}
