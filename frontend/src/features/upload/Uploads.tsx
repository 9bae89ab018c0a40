import type { Ref } from "react";
import { Suspense, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";

import { useSession } from "@/api/client";
import { toast } from "@/components/ui/toast";
import { useHotkeys } from "@/hooks/useHotkeys";
import { lazyPart } from "@/lib/lazyPart";

import { useAnnouncements } from "./announcements";
import type { Dropped } from "./door";
import { chooseFiles, onChoose } from "./door";
import { walk } from "./folders";
import { takeIn } from "./intake";
import { takeOptions, useUploadOptions } from "./options";
import type { Pasted } from "./paste";
import { pastedFrom } from "./paste";
import { leavingEnds } from "./totals";
import type { LandedFile, UploadOptions } from "./types";
import { UploadTray } from "./UploadTray";
import { intake, queue, setOnCopied, useQueue, useStrangers } from "./uploads";
import { useDrop } from "./useDrop";
import { useUploadFavicon } from "./useUploadFavicon";

// Each is seen rarely; the shell fetches them while nothing else is to do.
const LandingLine = lazyPart(async () => ({ default: (await import("./LandingLine")).LandingLine }));
const ManyFiles = lazyPart(async () => ({ default: (await import("./ManyFiles")).ManyFiles }));
const Strangers = lazyPart(async () => ({ default: (await import("./Strangers")).Strangers }));
const TextSheet = lazyPart(async () => ({ default: (await import("./TextSheet")).TextSheet }));

/** From here on it is asked first. */
const MANY = 1_000;

interface UploadsProps {
  /** Told of each file as it lands: lists take it in. */
  onLanded: (file: LandedFile) => void;
}

type Asking =
  | { kind: "text"; text: string }
  | { kind: "many"; files: File[]; hidden: number; options: UploadOptions }
  | null;

type Take = (files: File[], options: UploadOptions, hidden?: number) => void;

/** Takes drops, pastes and choices on every signed-in page, and shows the tray with what becomes of them. */
export function Uploads({ onLanded }: UploadsProps) {
  const options = useUploadOptions();
  const [asking, setAsking] = useState<Asking>(null);
  const input = useRef<HTMLInputElement>(null);
  const session = useSession();
  const open = session.status === "user" && asking === null;
  const take = useCallback<Take>((files, sent, hidden = 0) => {
    const all = { ...takeOptions(files.length), ...sent };
    if (files.length > MANY) setAsking({ kind: "many", files, hidden, options: all });
    else takeIn(intake, files, all);
  }, []);
  const held = useDrop((dropped) => {
    const sent = dropped.alt ? { isPublic: false } : {};
    const text = dropped.files.length === 0 ? dropped.text : "";
    if (text.trim()) setAsking({ kind: "text", text });
    else void takeDrop(dropped, sent, take);
  }, open);
  usePaste((pasted) => {
    if (pasted.kind === "text") setAsking(pasted);
    else take(pasted.files, {});
  }, open);
  useEffect(() => onChoose(() => input.current?.click()), []);
  useHotkeys({ u: chooseFiles }, open);
  const strangers = useStrangers();
  useQueueEvents();
  useUploadFavicon();
  useEffect(() => queue.onLanded(onLanded), [onLanded]);
  useLeaveWarning();

  return (
    <>
      <UploadTray />
      <Announcements />
      <Chooser ref={input} onChoose={(files) => { take(files, {}); }} />
      <Suspense>
        {held && <LandingLine held={held} options={options} host={location.host} />}
        {strangers > 0 && <Strangers />}
        <Question asking={asking} options={options} onTake={take} onClose={() => { setAsking(null); }} />
      </Suspense>
    </>
  );
}

function Announcements() {
  const said = useAnnouncements();
  return (
    <div role="status" className="sr-only">
      {said}
    </div>
  );
}

function Chooser({ ref, onChoose }: { ref: Ref<HTMLInputElement>; onChoose: (files: File[]) => void }) {
  return (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      aria-label="Files to upload"
      onChange={(event) => {
        const chosen = Array.from(event.target.files ?? []);
        // Choosing the same file again must count as a choice.
        event.target.value = "";
        if (chosen.length > 0) onChoose(chosen);
      }}
    />
  );
}

interface QuestionProps {
  asking: Asking;
  options: UploadOptions;
  onTake: Take;
  onClose: () => void;
}

/** What is asked before something is sent: text is looked at, very many files are confirmed. */
function Question({ asking, options, onTake, onClose }: QuestionProps) {
  if (asking?.kind === "text") {
    const send = (file: File) => {
      onTake([file], {});
    };
    return <TextSheet text={asking.text} options={options} onSend={send} onClose={onClose} />;
  }
  if (asking?.kind === "many") {
    const send = () => {
      takeIn(intake, asking.files, asking.options);
    };
    return <ManyFiles files={asking.files} hidden={asking.hidden} onSend={send} onClose={onClose} />;
  }
  return null;
}

async function takeDrop(
  dropped: Dropped,
  options: UploadOptions,
  take: Take,
): Promise<void> {
  const { files, hidden, folders } = await walk(dropped);
  if (files.length === 0 && folders > 0) {
    toast(hidden > 0 ? "This folder holds hidden files only; they are left out." : "This folder is empty.");
    return;
  }
  if (hidden > 0) toast(`${hidden} hidden ${hidden === 1 ? "file is" : "files are"} left out.`);
  take(files, options, hidden);
}

function usePaste(onPaste: (pasted: NonNullable<Pasted>) => void, enabled: boolean): void {
  const paste = useEffectEvent(onPaste);
  useEffect(() => {
    if (!enabled) return undefined;
    const onEvent = (event: ClipboardEvent) => {
      const pasted = pastedFrom(event.clipboardData, event.target, new Date());
      if (!pasted) return;
      event.preventDefault();
      paste(pasted);
    };
    window.addEventListener("paste", onEvent);
    return () => {
      window.removeEventListener("paste", onEvent);
    };
  }, [enabled]);
}

/** What the queue hears of the page while there is one. */
function useQueueEvents(): void {
  useEffect(() => {
    setOnCopied((links, copied) => {
      // The tray says what was copied, in the row itself; a toast would only lie over it.
      if (copied) return;
      toast(
        links === 1
          ? "Landed. The browser keeps its clipboard; copy the link from its row."
          : "Landed. The browser keeps its clipboard; copy the links from their rows.",
      );
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

/** Leaving asks only while something runs, or would be lost. */
function useLeaveWarning(): void {
  const { entries } = useQueue();
  const busy = leavingEnds(entries);
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
