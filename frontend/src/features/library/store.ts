import type { QueryClient } from "@tanstack/react-query";

import { countTrashed, recountAccount } from "@/api/account";
import { paced } from "@/lib/paced";

import type { Pages } from "./cache";
import { inserted, replaced, without } from "./cache";
import { keys } from "./queries";
import type { Upload } from "./requests";
import type { ApiFilters, Sort } from "./search";

const RECOUNT_MS = 300;

/** A list, and which files it showed before they were taken from it. */
export interface TakenFrom {
  key: readonly unknown[];
  ids: ReadonlySet<number>;
}

/** The lists and files that the cache holds, changed before the host has answered. */
export class LibraryStore {
  constructor(private readonly client: QueryClient) {}

  /** Answers that are on their way know nothing of an act made now; they must not undo it. */
  async settle(): Promise<void> {
    await this.client.cancelQueries({ queryKey: keys.all });
  }

  change(id: number, change: (upload: Upload) => Upload): void {
    this.client.setQueriesData<Pages<Upload>>({ queryKey: keys.lists }, (pages) =>
      pages ? replaced(pages, id, change) : pages,
    );
    this.client.setQueryData<Upload>(keys.one(id), (upload) => (upload ? change(upload) : upload));
  }

  remove(uploads: readonly Upload[]): void {
    if (uploads.length === 0) return;
    const ids = new Set(uploads.map(({ id }) => id));
    this.client.setQueriesData<Pages<Upload>>({ queryKey: keys.lists }, (pages) =>
      pages ? without(pages, ids) : pages,
    );
    this.count(uploads, -1);
  }

  /** Puts files back into the lists that they were taken from. */
  putBack(uploads: readonly Upload[], lists: readonly TakenFrom[]): void {
    if (uploads.length === 0) return;
    for (const { key, ids } of lists) {
      const { sort } = key[2] as { sort: Sort };
      const shown = uploads.filter(({ id }) => ids.has(id));
      this.client.setQueryData<Pages<Upload>>(key, (pages) => (pages ? inserted(pages, shown, sort, true) : pages));
    }
    this.count(uploads, 1);
  }

  /** The lists that show any of these files. */
  listsWith(uploads: readonly Upload[]): TakenFrom[] {
    const wanted = new Set(uploads.map(({ id }) => id));
    return this.client
      .getQueriesData<Pages<Upload>>({ queryKey: keys.lists })
      .map(([key, pages]) => {
        const shown = pages?.pages.flatMap((page) => page.items.map(({ id }) => id)) ?? [];
        return { key, ids: new Set(shown.filter((id) => wanted.has(id))) };
      })
      .filter(({ ids }) => ids.size > 0);
  }

  /** Takes in files that have just landed; lists that are narrowed down ask anew. */
  receive(uploads: readonly Upload[]): void {
    for (const [key] of this.client.getQueriesData<Pages<Upload>>({ queryKey: keys.lists })) {
      if (isNarrowed(key)) continue;
      const { sort } = key[2] as { sort: Sort };
      this.client.setQueryData<Pages<Upload>>(key, (pages) => (pages ? inserted(pages, uploads, sort) : pages));
    }
    this.askNarrowed();
  }

  /** The figures over the list and of the account come from the host. */
  recount(): void {
    this.askFigures();
    recountAccount();
  }

  private readonly askNarrowed = paced(
    () => this.client.invalidateQueries({ queryKey: keys.lists, predicate: ({ queryKey }) => isNarrowed(queryKey) }),
    RECOUNT_MS,
  );

  private readonly askFigures = paced(
    () =>
      Promise.all(
        [keys.summaries, keys.months, keys.surroundings, keys.trash].map((queryKey) => this.client.invalidateQueries({ queryKey })),
      ),
    RECOUNT_MS,
  );

  /** One more, or one less, of each of these files. */
  private count(uploads: readonly Upload[], by: 1 | -1): void {
    for (const [key, sum] of this.client.getQueriesData<Summary>({ queryKey: keys.summaries })) {
      if (!sum) continue;
      const counted = uploads.filter(isWithin(key[2] as ApiFilters));
      this.client.setQueryData<Summary>(key, {
        count: Math.max(0, sum.count + by * counted.length),
        bytes: Math.max(0, sum.bytes + by * bytesOf(counted)),
      });
    }
    countTrashed(-by * uploads.length, -by * bytesOf(uploads));
  }
}

interface Summary {
  count: number;
  bytes: number;
}

function isNarrowed(key: readonly unknown[]): boolean {
  return Object.keys((key[2] as { filters: ApiFilters }).filters).length > 0;
}

/** Goes by the time alone; whatever else a figure is narrowed to, the host counts soon after. */
function isWithin({ from, to }: ApiFilters): (upload: Upload) => boolean {
  const [since, until] = [from ? Date.parse(from) : -Infinity, to ? Date.parse(to) : Infinity];
  return ({ created_at }) => Date.parse(created_at) >= since && Date.parse(created_at) < until;
}

function bytesOf(uploads: readonly Upload[]): number {
  return uploads.reduce((sum, upload) => sum + upload.file_size, 0);
}
