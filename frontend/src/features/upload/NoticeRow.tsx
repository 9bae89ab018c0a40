import { X } from "lucide-react";
import { useState } from "react";

import { FileName } from "@/components/FileName";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";

import { Act, Acts, ToTrash } from "./rowParts";
import type { Notice } from "./types";
import { queue } from "./uploads";

/** What was refused before it was sent, in one row; it unfolds to the names and their reasons. */
export function NoticeRow({ notice }: { notice: Notice }) {
  const [open, setOpen] = useState(false);
  const { files } = notice;
  const [only] = files;
  return (
    <div>
      <div className="grid min-h-[30px] grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-3">
        <Glyph state="missed" />
        <span className="flex min-w-0 gap-x-3 max-md:flex-col">
          {files.length === 1 && only && <FileName name={only.name} className="flex-none max-w-full md:max-w-[45%]" />}
          <span className="min-w-0 text-bad md:truncate" title={notice.text}>{notice.text}</span>
        </span>
        <Acts>
          {notice.mend === "empty-trash" && <ToTrash />}
          {files.length > 1 && (
            <Button
              variant="line"
              size="xs"
              aria-expanded={open}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {open ? "Hide" : "Show"}
            </Button>
          )}
          <Act icon={X} label="Dismiss" onClick={() => { queue.remove(notice.id); }} />
        </Acts>
      </div>
      {open && (
        <ul className="mb-1 max-h-[120px] overflow-y-auto ps-7 text-[12px]/5 [scrollbar-width:thin]">
          {files.map((file, index) => (
            <li key={index} className="flex gap-3">
              <FileName name={file.name} className="max-w-[45%]" />
              <span className="truncate text-ink-3">{file.reason}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
