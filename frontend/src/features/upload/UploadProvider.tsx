import type { ReactNode } from "react";
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { useSession } from "@/api/client";
import type { Session } from "@/api/session";
import type { User } from "@/api/types";
import { toast } from "@/components/ui/toast";
import { useHotkeys } from "@/hooks/useHotkeys";

import { useAnnouncements } from "./announcements";
import { walk } from "./folders";
import { takeIn } from "./intake";
import { LandingLine } from "./LandingLine";
import { ManyFiles, MANY } from "./ManyFiles";
import { uploadOptions, useUploadOptions } from "./options";
import { pastedFrom } from "./paste";
import type { Limits } from "./refusals";
import { TextSheet } from "./TextSheet";
import { isBusy } from "./totals";
import type { LandedFile, UploadOptions } from "./types";
import { intake, queue, setLimits, setOnCopied, useQueue } from "./uploads";
import { useDrop } from "./useDrop";

interface UploadProviderProps {
  /** Told of each file as it lands: lists take it in. */
  onLanded: (file: LandedFile) => void;
  children: ReactNode;
}

interface Uploads {
  /** Opens the chooser of the browser. */
  choose: () => void;
}

const Context = createContext<Uploads>({ choose: () => undefined });

export function useUploads(): Uploads {
  return use(Context);
}

type Asking =
  | { kind: "text"; text: string }
  | { kind: "many"; files: File[]; hidden: number; options: UploadOptions }
  | null;

/** Takes drops, pastes and choices on every signed-in page, and carries the tray's queue. */
export function UploadProvider({ onLanded, children }: UploadProviderProps) {
  const options = useUploadOptions();
  const [asking, setAsking] = useState<Asking>(null);
  const input = useRef<HTMLInputElement>(null);
  const session = useSession();
  const signedIn = session.status === "user";

  const take = useCallback((files: File[], sent: UploadOptions, hidden = 0) => {
    if (files.length > MANY) setAsking({ kind: "many", files, hidden, options: sent });
    else takeIn(intake, files, sent);
  }, []);
  const held = useDrop((transfer, alt) => {
    const sent = alt ? { ...uploadOptions(), isPublic: false } : uploadOptions();
    const text = transfer.files.length === 0 ? transfer.getData("text/plain") : "";
    if (text.trim()) setAsking({ kind: "text", text });
    else void takeDrop(transfer, (files, hidden) => { take(files, sent, hidden); });
  }, signedIn && asking === null);

  usePaste(signedIn && asking === null, (pasted) => {
    if (pasted.kind === "text") setAsking(pasted);
    else take(pasted.files, uploadOptions());
  });
  useAccount(session);
  useEffect(() => queue.onLanded(onLanded), [onLanded]);
  useLeaveWarning();
  const announcement = useAnnouncements();

  const uploads = useMemo(() => ({ choose: () => input.current?.click() }), []);
  useHotkeys({ u: uploads.choose }, signedIn && asking === null);

  return (
    <Context value={uploads}>
      {children}
      <div role="status" className="sr-only">
        {announcement}
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={(event) => {
          const chosen = Array.from(event.target.files ?? []);
          // Choosing the same file again must count as a choice.
          event.target.value = "";
          if (chosen.length > 0) take(chosen, uploadOptions());
        }}
      />
      {held && <LandingLine held={held} options={options} host={location.host} />}
      {asking?.kind === "text" && (
        <TextSheet
          text={asking.text}
          options={options}
          onSend={(file) => {
            take([file], uploadOptions());
          }}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
      {asking?.kind === "many" && (
        <ManyFiles
          files={asking.files}
          hidden={asking.hidden}
          onSend={() => {
            takeIn(intake, asking.files, asking.options);
          }}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
    </Context>
  );
}

async function takeDrop(
  transfer: DataTransfer,
  take: (files: File[], hidden: number) => void,
): Promise<void> {
  const { files, hidden, folders } = await walk(transfer);
  if (files.length === 0 && folders > 0) {
    toast(hidden > 0 ? "This folder holds hidden files only; they are left out." : "This folder is empty.");
    return;
  }
  if (hidden > 0) toast(`${hidden} hidden ${hidden === 1 ? "file is" : "files are"} left out.`);
  take(files, hidden);
}

function usePaste(
  enabled: boolean,
  onPaste: (pasted: NonNullable<ReturnType<typeof pastedFrom>>) => void,
): void {
  const latest = useRef(onPaste);
  useEffect(() => {
    latest.current = onPaste;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const paste = (event: ClipboardEvent) => {
      const pasted = pastedFrom(event.clipboardData, event.target, new Date());
      if (!pasted) return;
      event.preventDefault();
      latest.current(pasted);
    };
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("paste", paste);
    };
  }, [enabled]);
}

/** The queue follows the account: its limits, its session; another person finds it empty. */
function useAccount(session: Session): void {
  const owner = useRef<number | null>(null);
  useEffect(() => {
    setLimits(session.status === "user" ? limitsOf(session.user) : null);
    if (session.status === "guest") queue.clear();
    if (session.status !== "user" || session.ended) return;
    if (owner.current !== null && owner.current !== session.user.id) queue.clear();
    owner.current = session.user.id;
    if (queue.snapshot().signedOut) queue.signedIn();
  }, [session]);

  useEffect(() => {
    setOnCopied((links, copied) => {
      if (!copied) toast(links === 1 ? "Landed. Copy the link from its row." : "Landed. Copy the links from their rows.");
      else toast(links === 1 ? "Link copied" : `Copied ${links.toLocaleString()} links`);
    });
    const online = () => {
      queue.online();
    };
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
    };
  }, []);
}

/** What lies in the trash counts towards the limit; emptying it is offered where it would help. */
function limitsOf(user: User): Limits {
  const { storage_limit: limit, storage_used: used, trash_used: trash } = user;
  return {
    maxFileSize: user.max_file_size,
    bytesLeft: limit === null ? null : Math.max(0, limit - used - trash),
    trashBytes: trash,
  };
}

/** Leaving asks only while something would be lost. */
function useLeaveWarning(): void {
  const { totals } = useQueue();
  const busy = isBusy(totals);
  useEffect(() => {
    if (!busy) return undefined;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("beforeunload", ask);
    };
  }, [busy]);
}
