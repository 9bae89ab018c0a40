import { Camera, ClipboardPaste, MousePointer2 } from "lucide-react";
import type { ComponentType, ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Link } from "react-router";

import { files } from "./words";

interface EmptyLibraryProps {
  /** How many files lie in the trash. */
  inTrash: number;
  /** "Up to 100 MB each"; null: the host sets no limit. */
  limitWords: string | null;
  onChoose: () => void;
  device: ReactNode;
}

/** Nothing is here: a statement, one sentence, the three ways in. */
export default function EmptyLibrary({ inTrash, limitWords, onChoose, device }: EmptyLibraryProps) {
  return (
    <div className="grid min-h-0 flex-1 content-start overflow-auto px-4 pt-6 pb-10 md:content-center md:px-[72px] md:pb-[120px]">
      <div>
        <h2 className="text-[24px]/8 font-semibold tracking-[-0.024em] md:text-[28px]/9">
          {inTrash > 0 ? "The library is empty." : "Nothing has landed yet."}
        </h2>
        <p className="mt-2 mb-10 max-w-[56ch] text-[14px]/[22px] text-ink-2">
          {inTrash > 0 ? <LyingInTrash count={inTrash} /> : LANDING}
        </p>
        <ul className="grid border-t border-ink md:grid-cols-3">
          <Way icon={MousePointer2} title="Drop" text={dropText(limitWords)}>
            {/* Signal is the way in that is always there: the head's button, on a phone the bar's. */}
            <Button variant="ink" kbd="U" onClick={onChoose}>
              Choose files
            </Button>
          </Way>
          <Way
            icon={ClipboardPaste}
            title="Paste"
            text="Copy an image or some text, then press the keys here. Text becomes a file with a link."
          >
            <span className="inline-flex h-8 items-center gap-1">
              <Kbd>Ctrl</Kbd>
              <Kbd>V</Kbd>
            </span>
          </Way>
          <Way
            icon={Camera}
            title="Shoot"
            text="Let ShareX, Flameshot or a script send every capture here. It takes one file and no typing."
          >
            {device}
          </Way>
        </ul>
      </div>
    </div>
  );
}

const LANDING =
  "Each file gets a link the moment it arrives, and the link is copied for you. There are three ways in.";

function LyingInTrash({ count }: { count: number }) {
  return (
    <>
      {files(count)} {count === 1 ? "lies" : "lie"} in the{" "}
      <Link to="/trash" className="inline-flex items-center underline decoration-edge underline-offset-3 coarse:min-h-11">
        trash
      </Link>{" "}
      and can be brought back. There are three ways in for new ones.
    </>
  );
}

function dropText(limitWords: string | null): string {
  return `Drag files or a whole folder anywhere on this page.${limitWords ? ` ${limitWords}.` : ""}`;
}

function Way({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: ComponentType<{ className?: string }>;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <li className="border-line pt-3.5 pb-[18px] max-md:border-b md:pt-4 md:pe-6 md:pb-0 md:not-first:border-s md:not-first:ps-6">
      <Icon className="mb-2 size-4 text-ink-3" aria-hidden />
      <h3 className="mt-0.5 mb-1.5 text-[14px]/5 font-medium">{title}</h3>
      <p className="max-w-[32ch] text-ink-2">{text}</p>
      <div className="mt-3.5">{children}</div>
    </li>
  );
}
