import { useRef } from "react";

import { Button } from "@/components/ui/button";
import { formatBytes } from "@/lib/format";
import { visible } from "@/lib/names";

import type { Entry } from "./types";
import { queue } from "./uploads";

interface ChooseAgainProps {
  entry: Entry;
  /** Told in words when it was another file. */
  onMisfit: (words: string) => void;
}

/** Asks for the file of an upload whose bytes went with an earlier page. */
export function ChooseAgain({ entry, onMisfit }: ChooseAgainProps) {
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
          if (file && !queue.supply(file)) onMisfit(misfit(entry, file));
        }}
      />
    </>
  );
}

function misfit({ name, size }: Entry, file: File): string {
  return file.name === name
    ? `This one has ${formatBytes(file.size)}, the one that waits has ${formatBytes(size)}.`
    : `This is ${visible(file.name)}, another file.`;
}
