import { expect, it } from "vitest";

import { limitWords } from "./limits";

it.each([
  [100_000_000, 1_000_000_000, "Files up to 100 MB, 1 GB in all"],
  [100_000_000, null, "Files up to 100 MB"],
  [null, 1_000_000_000, "Files of any size, 1 GB in all"],
  [null, null, "Files of any size"],
])("%s each, %s in all: %s", (max_file_size, storage_limit, words) => {
  expect(limitWords({ max_file_size, storage_limit })).toBe(words);
});
