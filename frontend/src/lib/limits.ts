import { formatBytes } from "./format";

/** What a host takes; null: as much as there is room for. */
interface Limits {
  max_file_size: number | null;
  storage_limit: number | null;
}

/** "Files up to 100 MB, 1 GB in all". */
export function limitWords({ max_file_size: biggest, storage_limit: all }: Limits): string {
  const each = biggest === null ? "Files of any size" : `Files up to ${formatBytes(biggest)}`;
  return all === null ? each : `${each}, ${formatBytes(all)} in all`;
}
