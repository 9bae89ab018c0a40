import { HELD_BACK } from "@/lib/heldBack";
import { removedSentence } from "@/lib/removed";

import type { LandedFile } from "./types";

/** What became of a file on its arrival, in its row of the tray. */
export default function LandedNote({ file }: { file: LandedFile }) {
  const { status, metadata_fault: fault, metadata_removed: removed = [] } = file;
  if (status === "held") return <Warn title={HELD_BACK}>Held back until scanned</Warn>;
  if (fault) return <Warn title={`Its metadata stays: ${fault}`}>{`Its metadata stays: ${fault}`}</Warn>;
  const said = removedSentence(removed);
  return said && <span title={said}>{said}</span>;
}

function Warn({ title, children }: { title: string; children: string }) {
  return (
    <span className="text-warn" title={title}>
      {children}
    </span>
  );
}
