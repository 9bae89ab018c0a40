import type { Upload } from "./requests";

export function openLink(upload: Upload): void {
  window.open(upload.is_public ? upload.view_url : (upload.signed_url ?? upload.url), "_blank", "noopener");
}

/** The host answers with `Content-Disposition: attachment`, so the page stays where it is. */
export function download(upload: Upload): void {
  const link = document.createElement("a");
  link.href = upload.download_url;
  link.download = upload.original_filename;
  link.click();
}
