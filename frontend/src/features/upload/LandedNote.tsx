import { removedSentence } from "@/lib/removed";

import type { LandedFile } from "./types";

/** What became of a file on its arrival, in its row of the tray. */
export default function LandedNote({ file }: { file: LandedFile }) {
  const { status, metadata_fault: fault, metadata_removed: removed = [] } = file;
  if (status === "held") return <Warn>Held back: the scanner has not looked at it yet. It opens by itself.</Warn>;
  if (fault) return <Warn>{`Its metadata stays: ${fault}`}</Warn>;
  const said = removedSentence(removed);
  return said && <span title={said}>{said}</span>;
}

function Warn({ children }: { children: string }) {
  return (
    <span className="text-warn" title={children}>
      {children}
    </span>
  );
}
