import { ExternalLink } from "lucide-react";
import { useState } from "react";

import type { Upload } from "@/api/types";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Glyph } from "@/components/ui/glyph";
import { formatBytes, formatDuration } from "@/lib/format";
import { reasonOf } from "@/lib/problem";
import { Link } from "react-router";

import { guideTo } from "./catalogue";
import { type DeviceFile, sendTest } from "./requests";
import { Step } from "./Step";
import { testPicture } from "./testPicture";
import { useCapture, WORRY_AFTER_S } from "./useCapture";

const BOX = "flex min-h-10 max-w-[640px] flex-wrap items-center gap-x-2.5 gap-y-1 rounded-md border border-line px-3 py-2";

/** Listens until the first capture is there, and after a minute says what may be wrong. */
export function TryStep({ client, file }: { client: string; file: DeviceFile | null }) {
  const { capture, seconds, over, again } = useCapture(file?.takenAt ?? null);
  const [tested, setTested] = useState<TestResult>(null);
  const guide = guideTo(client);
  if (!file) return <Step state="waits" title="Try it" text="Once you have the file, this page listens for the first capture." />;
  return (
    <Step state={capture ? "landed" : over ? "held" : "falls"} title="Try it" text={guide.tryIt}>
      <div aria-live="polite">
        {capture ? <Captured capture={capture} byTest={tested === "sent"} /> : <Listens seconds={seconds} over={over} onAgain={again} />}
      </div>
      {!capture && seconds >= WORRY_AFTER_S && (
        <ul className="mt-3 max-w-[640px] list-disc space-y-1 ps-4 text-ink-2 marker:text-ink-3">
          {guide.troubles.map((trouble) => (
            <li key={trouble}>{trouble}</li>
          ))}
        </ul>
      )}
      {!capture && !over && <Test token={file.token} result={tested} onResult={setTested} />}
    </Step>
  );
}

function Listens({ seconds, over, onAgain }: { seconds: number; over: boolean; onAgain: () => void }) {
  return (
    <div className={BOX}>
      <Glyph state={over ? "held" : "falls"} />
      <span className="flex-1">{over ? "Nothing came in ten minutes" : "Listening for your next upload"}</span>
      {over ? (
        <Button size="sm" onClick={onAgain}>
          Listen again
        </Button>
      ) : (
        // Told once, not at every second.
        <span aria-hidden className="figures text-ink-3">
          {formatDuration(seconds)}
        </span>
      )}
    </div>
  );
}

function Captured({ capture, byTest }: { capture: Upload; byTest: boolean }) {
  const link = capture.url.replace(/^https?:\/\//, "");
  const cut = link.indexOf("/") + 1;
  return (
    <>
      <div className={BOX}>
        <Glyph state="landed" />
        <Link to={`/files/${capture.id}`} className="min-w-0 flex-1 truncate font-mono tracking-[-0.02em]">
          <span className="text-ink-3">{link.slice(0, cut)}</span>
          {link.slice(cut)}
        </Link>
        <span className="figures text-ink-3">{formatBytes(capture.file_size)}</span>
        <CopyButton text={capture.url} what="the link" />
        <Button asChild variant="ghost" size="sm" square icon={ExternalLink}>
          <a href={capture.signed_url ?? capture.url} target="_blank" rel="noreferrer" aria-label="Open the link" />
        </Button>
      </div>
      <p className="mt-1.5 text-ink-2">
        {byTest ? "The test picture landed: the host and the token are good. What is wrong is on the device." : "It works. From now on every capture lands here."}
      </p>
    </>
  );
}

type TestResult = "sending" | "sent" | { error: unknown } | null;

function Test({ token, result, onResult }: { token: string; result: TestResult; onResult: (result: TestResult) => void }) {
  const test = async () => {
    onResult("sending");
    try {
      await sendTest(token, await testPicture());
      onResult("sent");
    } catch (error) {
      onResult({ error });
    }
  };
  return (
    <p className="mt-1.5 text-ink-3" aria-live="polite">
      Nothing after a minute?{" "}
      <button type="button" className="underline decoration-edge underline-offset-3" disabled={result === "sending"} onClick={() => void test()}>
        Send a test picture from here
      </button>{" "}
      to see whether the fault is ours or the network's.
      {result === "sent" && " Sent; it shows up in a moment."}
      {typeof result === "object" && result !== null && <span className="block text-bad">The test didn't land. {reasonOf(result.error)}</span>}
    </p>
  );
}
