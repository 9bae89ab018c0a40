import type { Dropped } from "./door";

export interface Walked {
  files: File[];
  /** Hidden and system files that were left out. */
  hidden: number;
  /** Whether a folder was among what was dropped. */
  folders: number;
}

const SYSTEM_NAMES = new Set(["thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"]);

export function isHidden(name: string): boolean {
  return name.startsWith(".") || SYSTEM_NAMES.has(name.toLowerCase());
}

/**
 * All files of a drop, folders walked in the order of their names. A hidden file that was dropped by itself is meant; one
 * inside a folder is left out.
 */
export async function walk({ entries, files }: Dropped): Promise<Walked> {
  if (!entries.some((entry) => entry?.isDirectory)) return { files: [...files], hidden: 0, folders: 0 };
  return collect(entries.filter((entry) => entry !== null));
}

async function collect(entries: FileSystemEntry[]): Promise<Walked> {
  const walked: Walked = { files: [], hidden: 0, folders: 0 };
  for (const entry of entries) await visit(entry, walked);
  return walked;
}

async function visit(entry: FileSystemEntry, walked: Walked): Promise<void> {
  if (entry.isFile) {
    walked.files.push(await fileOf(entry as FileSystemFileEntry));
    return;
  }
  walked.folders += 1;
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) {
    if (isHidden(child.name)) walked.hidden += 1;
    else await visit(child, walked);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** A reader gives at most a hundred entries at a time; an empty answer is the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) break;
    children.push(...some);
  }
  return children.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
