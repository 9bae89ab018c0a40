import type { UploadDefaults } from "@/api/types";

import type { Naming, UploadOptions } from "./types";

export const EXPIRIES = [
  { seconds: null, label: "Never" },
  { seconds: 3_600, label: "After 1 hour" },
  { seconds: 86_400, label: "After 1 day" },
  { seconds: 7 * 86_400, label: "After 7 days" },
  { seconds: 30 * 86_400, label: "After 30 days" },
] as const;

export const NAMINGS: readonly { value: Naming; label: string; example: string }[] = [
  { value: "random", label: "Random", example: "k3Vq9xTzP2a" },
  { value: "original", label: "Original", example: "plotter-night" },
  { value: "date", label: "Date", example: "2026-11-24-094107" },
  { value: "uuid", label: "UUID", example: "0192f3a1-7c4e-…" },
  { value: "words", label: "Words", example: "quiet-amber-heron" },
  { value: "invisible", label: "Invisible", example: "nothing that can be seen" },
];

/** What holds for the next upload: what was chosen, completed by the account's defaults. */
export function completed(chosen: UploadOptions, defaults: UploadDefaults): UploadOptions {
  return {
    isPublic: defaults.is_public,
    expiresIn: defaults.expires_in ?? null,
    naming: defaults.naming,
    keepMetadata: defaults.keep_metadata,
    convert: defaults.convert ?? "none",
    quality: defaults.quality,
    ...(defaults.max_width ? { maxWidth: defaults.max_width } : {}),
    ...chosen,
  };
}

/** "Only you, gone after 7 days, 3 views, password". */
export function summary({ isPublic, expiresIn, maxViews, password }: UploadOptions): string {
  return [
    isPublic === false ? "Only you" : "Anyone with the link",
    expiresIn ? `gone ${lifeWords(expiresIn).toLowerCase()}` : "",
    maxViews ? (maxViews === 1 ? "1 view" : `${maxViews.toLocaleString()} views`) : "",
    password ? "password" : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export function lifeWords(seconds: number): string {
  const known = EXPIRIES.find((expiry) => expiry.seconds === seconds);
  if (known) return known.label;
  const [count, unit] = seconds >= 86_400 ? [Math.round(seconds / 86_400), "day"] : [Math.max(1, Math.round(seconds / 3_600)), "hour"];
  return `After ${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** "Names are random; position and camera data are removed.": the second half of a landing sentence. */
export function arrivalWords({ naming, customName, keepMetadata, convert }: UploadOptions): string {
  const name = customName
    ? `The name is ${customName}`
    : `Names are ${naming === "uuid" ? "UUIDs" : naming === "date" ? "dates" : (naming ?? "random")}`;
  const data = keepMetadata ? "position and camera data stay" : "position and camera data are removed";
  const format = convert && convert !== "none" ? `; pictures become ${FORMATS[convert]}` : "";
  return `${name}; ${data}${format}.`;
}

export const FORMATS = { webp: "WebP", avif: "AVIF", jpeg: "JPEG" } as const;
