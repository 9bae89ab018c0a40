import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { reasonOf } from "@/api/client";
import { copyText } from "@/lib/clipboard";

import type { Settled } from "./batches";
import { inBatches } from "./batches";
import type { Format } from "./links";
import { FORMAT_WORDS, linkAs } from "./links";
import type { Upload, UploadChange } from "./requests";
import { changeUpload, restoreUpload, trashUpload } from "./requests";
import { LibraryStore } from "./store";
import { say, sayRefused, sayUndoable, unsay } from "./toasts";
import { undoStack } from "./undo";
import { accessAgainWords, accessWords, copiedWords, expiryAgainWords, files, inTrash } from "./words";

export type Actions = ReturnType<typeof actionsOn>;

/** So many come back before one could wonder whether they do. */
const FEW = 12;

/** What can be done with files, from the library and from a file's page alike. */
export function useActions(): Actions {
  const client = useQueryClient();
  return useMemo(() => actionsOn(new LibraryStore(client)), [client]);
}

function actionsOn(store: LibraryStore) {
  return {
    copy,
    setPublic: (uploads: readonly Upload[], isPublic: boolean) =>
      setPublic(store, uploads, isPublic),
    setExpiry: (uploads: readonly Upload[], expiresAt: string | null) =>
      setExpiry(store, uploads, expiresAt),
    rename: (upload: Upload, change: UploadChange) => rename(store, upload, change),
    trash: (uploads: readonly Upload[]) => trash(store, uploads),
    undo: () => undoLast(),
  };
}

async function copy(uploads: readonly Upload[], format: Format = "url"): Promise<void> {
  const text = uploads.map((upload) => linkAs(upload, format)).join("\n");
  if (await copyText(text)) {
    say(copiedWords(uploads.length, format === "url" ? null : FORMAT_WORDS[format]));
  } else {
    sayRefused("Couldn't copy: the browser said no.");
  }
}

async function setPublic(
  store: LibraryStore,
  uploads: readonly Upload[],
  isPublic: boolean,
): Promise<void> {
  const changing = uploads.filter((upload) => upload.is_public !== isPublic);
  await edit(store, changing, { is_public: isPublic }, {
    done: accessWords(changing.length, isPublic),
    undone: accessAgainWords(changing.length, !isPublic),
  });
}

async function setExpiry(
  store: LibraryStore,
  uploads: readonly Upload[],
  expiresAt: string | null,
): Promise<void> {
  await edit(store, uploads, { expires_at: expiresAt }, {
    done: expiresAt === null ? "The link stays." : "The link ends by itself.",
    undone: expiryAgainWords(uploads.map((upload) => upload.expires_at)),
  });
}

/** Throws what the host has against the new name: the form that asked shows it beside the field. */
async function rename(store: LibraryStore, upload: Upload, change: UploadChange): Promise<void> {
  const answer = await changeUpload(upload.id, change);
  store.change(upload.id, () => answer);
  const isMoved = answer.url !== upload.url;
  offerUndo(isMoved ? `The link is ${shortUrl(answer)} now` : "Renamed", () => {
    say(isMoved ? `The link is ${shortUrl(upload)} again.` : `Called “${upload.original_filename}” again.`);
    const { change: back } = reversed({ before: upload, change });
    return send(store, [{ before: answer, change: back }]).then(() => undefined);
  });
}

function shortUrl({ url }: Upload): string {
  return url.replace(/^https?:\/\//, "");
}

interface Words {
  done: string;
  undone: string;
}

/** Changes files at once, with a way back that is as quick, also while the host is still being told. */
async function edit(store: LibraryStore, uploads: readonly Upload[], change: UploadChange, words: Words): Promise<void> {
  if (uploads.length === 0) return;
  const edits = uploads.map((before) => ({ before, change }));
  await store.settle();
  show(store, edits);
  const sending = new AbortController();
  const sent = send(store, edits, sending.signal);
  offerUndo(words.done, async () => {
    sending.abort();
    show(store, edits.map(reversed));
    say(words.undone);
    await send(store, (await sent).map(reversed));
  });
  await sent;
}

interface Edit {
  before: Upload;
  change: UploadChange;
}

function reversed({ before, change }: Edit): Edit {
  const back = Object.fromEntries(Object.keys(change).map((field) => [field, before[field as keyof Upload]]));
  return { before: { ...before, ...(change as Partial<Upload>) }, change: back };
}

function show(store: LibraryStore, edits: readonly Edit[]): void {
  for (const { before, change } of edits) {
    store.change(before.id, (shown) => ({ ...shown, ...(change as Partial<Upload>) }));
  }
}

/** Tells the host, and takes back what it refuses. Says what it took. */
async function send(store: LibraryStore, edits: readonly Edit[], signal?: AbortSignal): Promise<Edit[]> {
  const one = async ({ before, change }: Edit) => {
    const answer = await changeUpload(before.id, change);
    if (!signal?.aborted) store.change(before.id, () => answer);
  };
  const { done, refused } = await inBatches(edits, one, signal);
  for (const { item } of refused) store.change(item.before.id, () => item.before);
  store.recount();
  tellRefusals(refused.map(({ item, error }) => ({ item: item.before, error })));
  return done;
}

async function trash(store: LibraryStore, uploads: readonly Upload[]): Promise<void> {
  if (uploads.length === 0) return;
  const lists = store.listsWith(uploads);
  await store.settle();
  store.remove(uploads);
  const sending = new AbortController();
  const sent = inBatches(uploads, ({ id }) => trashUpload(id), sending.signal);
  offerUndo(inTrash(uploads.map((upload) => upload.original_filename)), async () => {
    sending.abort();
    store.putBack(uploads, lists);
    if (uploads.length > FEW) say(`Bringing ${files(uploads.length)} back…`);
    await untrash(store, uploads, (await sent).done);
  });
  const settled = await sent;
  tellRefusals(settled.refused);
  // What was undone meanwhile is back already, and is counted once that is told.
  if (sending.signal.aborted) return;
  store.putBack(settled.refused.map(({ item }) => item), lists);
  store.recount();
}

/** Tells the host what is shown already; of those that were wanted back, these had gone. */
async function untrash(store: LibraryStore, wanted: readonly Upload[], gone: readonly Upload[]): Promise<void> {
  await store.settle();
  const { refused } = await inBatches(gone, ({ id }) => restoreUpload(id));
  store.remove(refused.map(({ item }) => item));
  store.recount();
  tellRefusals(refused);
  const back = wanted.length - refused.length;
  if (back > 0) say(back === 1 ? "Back. The link works again." : "Back. The links work again.");
}

export function offerUndo(text: string, undo: () => Promise<void>): void {
  const act = {
    label: text,
    undo: () => {
      unsay(said);
      return undo();
    },
  };
  const said = sayUndoable(text, () => void undoStack.undo(act));
  undoStack.push(act);
}

async function undoLast(): Promise<void> {
  if (!(await undoStack.undo())) say("There is nothing to undo.");
}

function tellRefusals(refused: Settled<Upload>["refused"]): void {
  const [first] = refused;
  if (!first) return;
  const what = refused.length === 1 ? first.item.original_filename : files(refused.length);
  sayRefused(`${what}: ${reasonOf(first.error)}`);
}
