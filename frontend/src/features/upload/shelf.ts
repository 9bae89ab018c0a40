import type { Mend, UploadOptions } from "./types";

/** An upload as it outlives its page. */
export interface KeptUpload {
  key: string;
  /** The tab that carries it. */
  tab: string;
  /** Whose upload it is. */
  owner: number;
  name: string;
  size: number;
  options: UploadOptions;
  paused: boolean;
  missed: { reason: string; mend: Mend | null } | null;
  /** Null: too large to be kept, or the browser did not want it. */
  file: File | null;
}

/** Where uploads lie between two pages. Each call may fail: a browser may refuse, or be full. */
export interface Shelf {
  all: () => Promise<KeptUpload[]>;
  /** Both or nothing. */
  write: (put: readonly KeptUpload[], remove: readonly string[]) => Promise<void>;
  /** How many bytes of files may lie here. */
  room: () => Promise<number>;
}

const NAME = "bulletdrop-uploads";
const STORE = "uploads";

/** The browser's own database. Opened on the first call, and again after a failure. */
export function browserShelf(): Shelf {
  let opened: Promise<IDBDatabase> | null = null;
  const open = () => {
    opened ??= openDatabase().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    all: async () => {
      const transaction = (await open()).transaction(STORE, "readonly");
      const request = transaction.objectStore(STORE).getAll() as IDBRequest<KeptUpload[]>;
      await done(transaction);
      return request.result;
    },
    write: async (put, remove) => {
      const transaction = (await open()).transaction(STORE, "readwrite");
      const store = transaction.objectStore(STORE);
      for (const upload of put) store.put(upload);
      for (const key of remove) store.delete(key);
      await done(transaction);
    },
    room: async () => {
      const { quota = 0, usage = 0 } = await navigator.storage.estimate();
      // Half of what is free: the browser throws everything away where a site fills it to the brim.
      return (quota - usage) / 2;
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: "key" });
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("The browser keeps nothing."));
    };
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      reject(transaction.error ?? new Error("The browser kept nothing."));
    };
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = fail;
    transaction.onerror = fail;
  });
}
