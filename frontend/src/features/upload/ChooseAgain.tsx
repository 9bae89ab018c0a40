import { useRef } from "react";

import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { formatBytes } from "@/lib/format";
import { visible } from "@/lib/names";

import type { Entry } from "./types";
import { queue } from "./uploads";

/** Asks for the file of an upload whose bytes went with an earlier page. */
export function ChooseAgain({ entry }: { entry: Entry }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="line"
        size="xs"
        aria-label={`Choose ${visible(entry.name)} again`}
        onClick={() => input.current?.click()}
      >
        Choose
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`${visible(entry.name)}, again`}
        onChange={(event) => {
          const [file] = Array.from(event.target.files ?? []);
          event.target.value = "";
          if (file && !queue.supply(file)) toast.error(misfit(entry, file));
        }}
      />
    </>
  );
}

function misfit({ name, size }: Entry, file: File): string {
  return `This is ${visible(file.name)}, ${formatBytes(file.size)}; ${visible(name)} with ${formatBytes(size)} is waited for.`;
}
