import { formatBytes } from "@/lib/format";
import { visible } from "@/lib/names";

import { typeWord } from "./kinds";
import type { Upload } from "./requests";
import { expiryWords } from "./words";

/** What a screen reader says of a file: everything that its card or row shows. */
export function rowLabel(upload: Upload): string {
  const views = upload.view_count === 1 ? "1 view" : `${upload.view_count.toLocaleString()} views`;
  return [
    visible(upload.original_filename),
    typeWord(upload),
    formatBytes(upload.file_size),
    views,
    upload.is_public ? "public" : "private",
    upload.has_password ? "password" : "",
    upload.views_left === null ? "" : `${upload.views_left.toLocaleString()} views left`,
    upload.status === "held" ? "held back" : upload.status === "expired" ? "expired" : "",
    upload.expires_at ? expiryWords(upload.expires_at, Date.now()) : "",
  ]
    .filter(Boolean)
    .join(", ");
}
