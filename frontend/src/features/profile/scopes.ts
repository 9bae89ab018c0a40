import type { Scope } from "@/api/types";

/** What a token may do; `short` goes on from "May …". */
export const SCOPE_WORDS: Record<Scope, { short: string; label: string; hint: string }> = {
  upload: { short: "upload", label: "Upload", hint: "Send files, and nothing else." },
  read: { short: "look", label: "Look", hint: "List your files, open private ones, see figures." },
  manage: { short: "change and delete", label: "Change and delete", hint: "Rename, make private, delete." },
};

export const SCOPES = Object.keys(SCOPE_WORDS) as Scope[];
