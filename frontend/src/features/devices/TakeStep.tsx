import { Copy, Download } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { copyText } from "@/lib/clipboard";
import { reasonOf } from "@/lib/problem";

import { guideTo } from "./catalogue";
import { type DeviceFile, takeFile } from "./requests";
import { Step } from "./Step";

const LINES_SHOWN = 14;

interface TakeStepProps {
  client: string;
  filename: string;
  file: DeviceFile | null;
  onTaken: (file: DeviceFile) => void;
}

export function TakeStep({ client, filename, file, onTaken }: TakeStepProps) {
  const [busy, setBusy] = useState(false);
  const guide = guideTo(client);
  /** One token a visit: taking the file again gives the same file. */
  const take = async (then: (text: string) => void | Promise<void>) => {
    setBusy(true);
    try {
      const taken = file ?? (await takeFile(client));
      if (!file) onTaken(taken);
      await then(taken.text);
    } catch (error) {
      toast.error(`The file couldn't be made. ${reasonOf(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Step state={file ? "landed" : "waits"} title="Take the file" text={guide.take}>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="go" icon={Download} busy={busy} className="min-w-0 max-w-full" onClick={() => void take((text) => { save(filename, text); })}>
          <span className="truncate">{filename}</span>
        </Button>
        <Button icon={Copy} onClick={() => void take(copy)}>
          Copy as text
        </Button>
        {file && (
          <span className="text-ink-3">
            Taken <TimeAgo time={new Date(file.takenAt).toISOString()} />
          </span>
        )}
      </div>
      {file && <Preview file={file} />}
      {file && guide.commands(filename).map((command) => <Command key={command} command={command} />)}
    </Step>
  );
}

/** What is in the file, without the token: a glance over the shoulder must not be enough. */
function Preview({ file: { text, token } }: { file: DeviceFile }) {
  const lines = text.replaceAll(token || "\0", `${token.slice(0, 5)}…`).trimEnd().split("\n");
  return (
    <pre
      // Scrolls sideways, which the keyboard can only do where it can go.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label="What is in the file"
      className="mt-3 max-w-[640px] overflow-x-auto rounded-md border border-line bg-raised px-3.5 py-3 font-mono text-caption/[19px] tracking-[-0.01em] text-ink-2"
    >
      {lines.slice(0, LINES_SHOWN).join("\n")}
      {lines.length > LINES_SHOWN && `\n… and ${lines.length - LINES_SHOWN} more lines`}
    </pre>
  );
}

function Command({ command }: { command: string }) {
  return (
    <div className="mt-2 flex max-w-[640px] items-center gap-2 rounded-md border border-line bg-raised py-[3px] ps-3.5 pe-1">
      <code className="min-w-0 flex-1 py-1.5 font-mono text-caption tracking-[-0.01em] [overflow-wrap:anywhere]">{command}</code>
      <CopyButton text={command} what="the command" />
    </div>
  );
}

async function copy(text: string): Promise<void> {
  if (await copyText(text)) toast("The file is copied as text");
  else toast.error("Couldn't copy: the browser said no. Take the file instead.");
}

function save(filename: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken the bytes by the next task.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  });
}
