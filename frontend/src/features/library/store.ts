import type { QueryClient } from "@tanstack/react-query";

import { recountAccount } from "@/api/account";

import type { Pages } from "./cache";
import { inserted, replaced, without } from "./cache";
import { keys } from "./queries";
import type { Upload } from "./requests";
import type { ApiFilters, Sort } from "./search";

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
    const ids = new Set(uploads.map(({ id }) => id));
    this.client.setQueriesData<Pages<Upload>>({ queryKey: keys.lists }, (pages) =>
      pages ? without(pages, ids) : pages,
    );
    this.count(-uploads.length, -bytesOf(uploads));
  }

  /** Puts files back into the lists that they were taken from. */
  putBack(uploads: readonly Upload[], lists: readonly (readonly unknown[])[]): void {
    for (const key of lists) {
      const { sort } = key[2] as { sort: Sort };
      this.client.setQueryData<Pages<Upload>>(key, (pages) =>
        pages ? inserted(pages, uploads, sort) : pages,
      );
    }
    this.count(uploads.length, bytesOf(uploads));
  }

  /** The keys of the lists that show any of these files. */
  listsWith(uploads: readonly Upload[]): (readonly unknown[])[] {
    const ids = new Set(uploads.map(({ id }) => id));
    return this.client
      .getQueriesData<Pages<Upload>>({ queryKey: keys.lists })
      .filter(([, pages]) => pages?.pages.some((page) => page.items.some(({ id }) => ids.has(id))))
      .map(([key]) => key);
  }

  /** Takes in a file that has just landed, on top of the plain list; others ask anew. */
  receive(uploads: readonly Upload[]): void {
    for (const [key] of this.client.getQueriesData<Pages<Upload>>({ queryKey: keys.lists })) {
      const { filters, sort } = key[2] as { filters: ApiFilters; sort: Sort };
      if (Object.keys(filters).length === 0) {
        this.client.setQueryData<Pages<Upload>>(key, (pages) =>
          pages ? inserted(pages, uploads, sort) : pages,
        );
      } else {
        void this.client.invalidateQueries({ queryKey: key });
      }
    }
    void this.client.invalidateQueries({ queryKey: keys.summaries });
    void this.client.invalidateQueries({ queryKey: keys.months });
  }

  /** The figures over the list and of the account come from the host. */
  recount(): void {
    void this.client.invalidateQueries({ queryKey: keys.summaries });
    void this.client.invalidateQueries({ queryKey: keys.months });
    void this.client.invalidateQueries({ queryKey: keys.surroundings });
    void this.client.invalidateQueries({ queryKey: keys.trash });
    recountAccount();
  }

  private count(files: number, bytes: number): void {
    this.client.setQueriesData<{ count: number; bytes: number }>(
      { queryKey: keys.summaries },
      (sum) => (sum ? { count: sum.count + files, bytes: sum.bytes + bytes } : sum),
    );
  }
}

function bytesOf(uploads: readonly Upload[]): number {
  return uploads.reduce((sum, upload) => sum + upload.file_size, 0);
}
