import { useState } from "react";

import { formatBytes } from "@/lib/format";

import { kindOf, trueEndingOf, typeWord } from "./kinds";
import { pictureOf, signedLinks } from "./picture";
import type { Upload } from "./requests";

interface PictureProps {
  upload: Upload;
  /** Whether it is seen at once: then it goes before the others. */
  early?: boolean;
  small?: boolean;
}

/** The picture of a file where it has one; else its kind, set in type. */
export function Picture({ upload, early = false, small = false }: PictureProps) {
  const [broken, setBroken] = useState(0);
  const source = pictureOf(upload, signedLinks, Date.now());
  if (source === null || broken > 1) return <Kind upload={upload} small={small} />;
  return (
    <img
      // A signed link may have ended meanwhile: it is asked for once more, then the kind is shown.
      key={broken}
      src={source}
      alt={upload.original_filename}
      width={upload.width ?? undefined}
      height={upload.height ?? undefined}
      loading={early ? "eager" : "lazy"}
      fetchPriority={early ? "high" : "auto"}
      decoding="async"
      draggable={false}
      className="block size-full object-cover object-top"
      onError={() => {
        signedLinks.forget(source);
        setBroken(broken + 1);
      }}
    />
  );
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
