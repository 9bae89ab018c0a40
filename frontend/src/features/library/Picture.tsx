import type { CSSProperties } from "react";
import { useEffect, useState } from "react";

import { formatBytes } from "@/lib/format";
import { groundOf } from "@/lib/thumbhash";

import { kindOf, trueEndingOf, typeWord } from "./kinds";
import { pictureOf, signedLinks } from "./picture";
import type { Upload } from "./requests";

interface PictureProps {
  upload: Upload;
  /** Whether it is seen at once: then it goes before the others. */
  early?: boolean;
  small?: boolean;
}

/** One that did not come may be in the making, or its signed link has ended: it is asked for once more, after this. */
const AGAIN_MS = 2_000;

/** The picture of a file where it has one; else its kind, set in type. */
export function Picture({ upload, early = false, small = false }: PictureProps) {
  const [tries, setTries] = useState<"first" | "waits" | "second" | "none">("first");
  const waits = tries === "waits";
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => {
      setTries("second");
    }, AGAIN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [waits]);
  const source = pictureOf(upload, signedLinks, Date.now());
  if (source === null || waits || tries === "none") return <Kind upload={upload} small={small} />;
  return (
    <img
      key={tries}
      src={source}
      alt={upload.original_filename}
      width={upload.width ?? undefined}
      height={upload.height ?? undefined}
      loading={early ? "eager" : "lazy"}
      fetchPriority={early ? "high" : "auto"}
      decoding="async"
      draggable={false}
      className="block size-full object-cover object-top"
      style={groundStyle(upload.placeholder)}
      onError={() => {
        signedLinks.forget(source);
        setTries(tries === "first" ? "waits" : "none");
      }}
    />
  );
}

/** The colour that the picture comes to, until it is there. */
function groundStyle(placeholder: string | null | undefined): CSSProperties | undefined {
  const ground = groundOf(placeholder);
  return ground === null ? undefined : { backgroundColor: ground };
}

function Kind({ upload, small }: { upload: Upload; small: boolean }) {
  const ending = trueEndingOf(upload);
  const word = typeWord(upload);
  if (small) {
    return (
      <span className="grid size-full place-items-center bg-sunk font-mono text-[10px] tracking-tight text-ink-3">
        {ending.slice(0, 4) || "—"}
      </span>
    );
  }
  return (
    <span className="absolute inset-0 flex items-center justify-center overflow-hidden bg-raised">
      <span className="font-mono text-[26px]/8 font-medium tracking-[-0.045em] text-ink">
        <span className="text-ink-3">.</span>
        {ending || kindOf(upload)}
      </span>
      <span className="absolute bottom-1.5 left-1.5 rounded-[2px] border border-line bg-raised px-1 font-mono text-[11px]/4 font-medium text-ink">
        {word} {formatBytes(upload.file_size)}
      </span>
    </span>
  );
}
