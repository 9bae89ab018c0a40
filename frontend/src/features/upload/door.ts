/** What was let go over the page: read while the event is handled, for afterwards the browser has emptied it. */
export interface Dropped {
  files: readonly File[];
  /** Each of them as the browser walks it; folders are told from files by them. */
  entries: readonly (FileSystemEntry | null)[];
  text: string;
  alt: boolean;
}

export function droppedFrom({ dataTransfer, altKey }: DragEvent): Dropped {
  const items = Array.from(dataTransfer?.items ?? []).filter((item) => item.kind === "file");
  return {
    files: Array.from(dataTransfer?.files ?? []),
    entries: items.map((item) => item.webkitGetAsEntry()),
    text: dataTransfer?.getData("text/plain") ?? "",
    alt: altKey,
  };
}

let chooser: (() => void) | null = null;

/** Opens the browser's chooser of files, from wherever in the app. */
export function chooseFiles(): void {
  chooser?.();
}

/** Who shows the chooser. Ends by the function that it returns. */
export function onChoose(choose: () => void): () => void {
  chooser = choose;
  return () => {
    if (chooser === choose) chooser = null;
  };
}
