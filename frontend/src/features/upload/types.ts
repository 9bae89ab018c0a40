/** The five states of an upload; each has its figure and its words (docs/design.md). */
export type EntryState = "waits" | "falls" | "held" | "landed" | "missed";

/** Why a held upload is held, and with it who or what makes it go on. */
export type HoldReason =
  | "paused"
  | "offline"
  | "busy"
  | "signed-out"
  /** The page was loaded anew, and the browser could not keep the bytes: the file is asked for again. */
  | "bytes";

/** The one act that can mend a missed upload. */
export type Mend = "retry" | "empty-trash";

export type Naming = "random" | "original" | "date" | "uuid" | "words" | "invisible";
export type Convert = "none" | "webp" | "avif" | "jpeg";

/** What was chosen for an upload. What is not named is as the account's defaults say. */
export interface UploadOptions {
  isPublic?: boolean;
  /** Seconds that the link lives; null: for good. */
  expiresIn?: number | null;
  maxViews?: number | null;
  password?: string;
  /** The name in the link; of one file only. */
  customName?: string;
  naming?: Naming;
  keepMetadata?: boolean;
  convert?: Convert;
  quality?: number;
  maxWidth?: number;
  /** A link of its own, also where the same bytes have one already. */
  anyway?: boolean;
}

/** What the queue needs of the server's answer; the page that shows a file asks for the rest. */
export interface LandedFile {
  id: number;
  url: string;
  status?: string;
  metadata_removed?: readonly string[];
  metadata_fault?: string | null;
}

export interface Problem {
  status: number;
  code?: string;
  title?: string;
  detail?: string;
  errorId?: string;
  /** Of a type that is not taken: what the file is. */
  mimeType?: string;
  errors?: { field: string; message: string }[];
}

export type Outcome =
  /** `known`: the same bytes were there already, and this is their link. */
  | { kind: "landed"; file: LandedFile; known: boolean }
  | { kind: "refused"; problem: Problem }
  | { kind: "signed-out" }
  | { kind: "busy"; retryAfter: number | null }
  | { kind: "unreachable" };

export interface Entry {
  readonly id: number;
  /** All files of one drop, paste or choice; their links are copied together. */
  readonly drop: number;
  /** Null: the bytes are gone with an earlier page (see `hold`), or at the host. */
  readonly file: File | null;
  readonly name: string;
  readonly size: number;
  readonly options: UploadOptions;
  readonly state: EntryState;
  readonly hold: HoldReason | null;
  readonly loaded: number;
  readonly speed: number | null;
  readonly secondsLeft: number | null;
  readonly reason: string | null;
  readonly mend: Mend | null;
  readonly landed: LandedFile | null;
  /** The host had these bytes of this person already; `landed` is what they were. */
  readonly known: boolean;
  readonly tookMs: number | null;
  readonly copied: boolean;
  /** Whether the browser keeps it, bytes and all, over a reload. */
  readonly kept: boolean;
}

/** What an upload is before anything has happened to it: a file just taken in, or one from an earlier page. */
export interface Planned {
  name: string;
  size: number;
  file: File | null;
  options: UploadOptions;
  paused?: boolean;
  missed?: { reason: string; mend: Mend | null } | null;
}

/** Files that were refused before anything was sent, said together in one row. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly mend: Mend | null;
  readonly files: readonly { name: string; reason: string }[];
}
