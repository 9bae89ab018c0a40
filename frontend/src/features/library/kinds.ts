export type Kind = "image" | "video" | "audio" | "text" | "pdf" | "archive" | "other";

export interface Typed {
  mime_type: string;
  original_filename: string;
  /** In its address: with an ending that the host has checked against the bytes. */
  filename: string;
}

const TEXT_TYPES = new Set([
  "application/json",
  "application/xml",
  "application/javascript",
  "application/x-sh",
  "application/x-shellscript",
  "application/sql",
  "application/toml",
  "application/yaml",
  "application/x-yaml",
  "application/x-ndjson",
]);

const ARCHIVES = /zip|tar|gzip|x-7z|rar|bzip|x-xz|zstd|x-lzip|java-archive/;

/** What a file is, as far as its card and its stage are concerned. */
export function kindOf({ mime_type: type }: Pick<Typed, "mime_type">): Kind {
  const [family] = type.split("/");
  if (family === "image" || family === "video" || family === "audio") return family;
  if (family === "text" || TEXT_TYPES.has(type) || /\b(json|xml|yaml)$/.test(type)) return "text";
  if (type === "application/pdf") return "pdf";
  return ARCHIVES.test(type) ? "archive" : "other";
}

/** Pictures that every browser draws; HEIC, TIFF and the like are shown as their kind. */
export function drawable(type: string): boolean {
  return /^image\/(png|jpe?g|gif|webp|avif|svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)$/.test(type);
}

/** Where something behind a picture may be seen. */
export function mayBeSeenThrough(type: string): boolean {
  return !/^image\/(jpe?g|bmp|heic|heif)$/.test(type);
}

/** "png", "tar.gz", at most six characters; empty where the name has no ending. */
export function endingOf(name: string): string {
  const match = /\.(tar\.\w{2,4}|[A-Za-z0-9]{1,6})$/.exec(name);
  return match?.[1]?.toLowerCase() ?? "";
}

/** "png", "tar.gz": as the file's own name says, where the host found it true. */
export function trueEndingOf({ original_filename: name, filename }: Typed): string {
  const named = endingOf(name);
  const checked = endingOf(filename);
  return named.endsWith(checked) ? named : checked;
}

const WORDS: Record<string, string> = {
  "image/jpeg": "JPEG",
  "image/svg+xml": "SVG",
  "video/quicktime": "MOV",
  "audio/mpeg": "MP3",
  "audio/mp4": "M4A",
  "application/pdf": "PDF",
  "application/zip": "ZIP",
  "application/gzip": "GZIP",
};

/** A short word for a type: "PNG", "RS", "Text", "ZIP". */
export function typeWord(file: Typed): string {
  const ending = endingOf(file.filename);
  const known = WORDS[file.mime_type];
  if (known) return known;
  const sub = (file.mime_type.split("/")[1] ?? "").replace(/^(x-|vnd\.)/, "");
  if (kindOf(file) === "text") return textWord(sub, ending);
  if (/^[\w-]{1,5}$/.test(sub)) return sub.toUpperCase();
  return ending === "" || ending === "bin" ? "Data" : ending.toUpperCase();
}

/** Not the language that the type guesses at, such as "text/x-c" of a Rust file: the ending is better known. */
function textWord(sub: string, ending: string): string {
  if (ending !== "" && ending !== "txt" && ending.length <= 4) return ending.toUpperCase();
  return /^(html|css|csv|xml|json)$/.test(sub) ? sub.toUpperCase() : "Text";
}
