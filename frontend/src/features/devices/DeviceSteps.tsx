import { useState } from "react";

import type { Client } from "@/api/types";

import type { DeviceFile } from "./requests";
import { Step } from "./Step";
import { TakeStep } from "./TakeStep";
import { TryStep } from "./TryStep";

/** From nothing to the first capture: what it may do, the file, the proof. */
export function DeviceSteps({ client }: { client: Client }) {
  const [file, setFile] = useState<DeviceFile | null>(null);
  return (
    <ol className="max-w-[720px]">
      <Step state="landed" title="What this device may do" text="Its token can upload to your account, and nothing else: it sees, changes and deletes nothing.">
        <dl className="grid max-w-[640px] grid-cols-[auto_minmax(0,1fr)] [&>dd]:border-b [&>dd]:border-line [&>dd]:py-1.5 [&>dt]:border-b [&>dt]:border-line [&>dt]:py-1.5 [&>dt]:pe-6 [&>dt]:text-ink-2">
          <dt>Token</dt>
          <dd>
            “{client.name}”, a new one for each file that you take; you end it in your settings
          </dd>
          <dt>Links on</dt>
          <dd className="font-mono text-caption leading-5">{window.location.host}</dd>
          <dt>Who sees the files</dt>
          <dd>Anybody with the link</dd>
        </dl>
      </Step>
      <TakeStep client={client.client} filename={client.filename} file={file} onTaken={setFile} />
      <TryStep client={client.client} file={file} />
    </ol>
  );
}
