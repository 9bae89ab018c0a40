import { Download } from "lucide-react";

import { Button } from "@/components/ui/button";
import { formatBytes } from "@/lib/format";

import { kindOf, trueEndingOf, typeWord } from "./kinds";
import { download } from "./opening";
import type { Upload } from "./requests";

/** What cannot be shown says what it is, and why where there is more to say. */
export function KindCard({ upload, why = "" }: { upload: Upload; why?: string }) {
  const ending = trueEndingOf(upload);
  return (
    <div className="grid justify-items-center gap-2 px-6 py-16 text-center">
      <span className="font-mono text-[44px]/[52px] font-medium tracking-[-0.045em]">
        <span className="text-ink-3">.</span>
        {ending || kindOf(upload)}
      </span>
      <span className="text-ink-3">
        {upload.file_size === 0 ? "This file is empty." : `${typeWord(upload)}, ${formatBytes(upload.file_size)}`}
      </span>
      {why !== "" && (
        <>
          <p role="status" className="max-w-[44ch] text-balance text-ink-2">
            {why}
          </p>
          {upload.status !== "held" && (
            <Button icon={Download} className="mt-2" onClick={() => { download(upload); }}>
              Download
            </Button>
          )}
        </>
      )}
    </div>
  );
}
