import type { UploadOptions } from "./types";

/** The form fields of an upload: what was chosen, and nothing else; the host knows the account's defaults. */
export function fieldsOf(options: UploadOptions): [field: string, value: string][] {
  const fields: Record<string, string | number | boolean | null | undefined> = {
    is_public: options.isPublic,
    expires_in: options.expiresIn === null ? "never" : options.expiresIn,
    max_views: options.maxViews,
    password: options.password,
    custom_name: options.customName,
    naming: options.naming,
    keep_metadata: options.keepMetadata,
    convert: options.convert,
    quality: options.quality,
    max_width: options.maxWidth,
    reuse: options.anyway ? undefined : true,
  };
  return Object.entries(fields).flatMap(([field, value]) =>
    value === undefined || value === null || value === "" ? [] : [[field, String(value)]],
  );
}
