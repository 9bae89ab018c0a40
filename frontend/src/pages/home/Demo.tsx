import { Check } from "lucide-react";
import { useEffect, useState } from "react";

import { FileName } from "@/components/FileName";
import { Glyph } from "@/components/ui/glyph";
import { Progress } from "@/features/upload/Progress";
import { formatBytes, formatBytesOf, formatDuration, formatPercent, formatSpeed } from "@/lib/format";

import fjord from "./fjord.webp";
import post from "./post.webp";
import { type Falling, FIRST, firstAt, LASTS_MS, otherAt, OTHERS } from "./recording";
import term from "./term.webp";

/** Figures in the tray move four times a second. */
const TICK_MS = 250;

/** The product at work: the tray's own parts, fed with a recording that ends with the link. */
export function Demo() {
  const at = useRecording();
  return (
    <section aria-label="How it looks" className="mt-7 md:mt-10">
      <div className="flex items-end gap-3.5 max-md:flex-col-reverse max-md:items-start max-md:gap-3">
        <First at={at} />
        <img src={post} alt="" width={99} height={132} className="flex-none ring-1 ring-line max-md:hidden" />
        <img src={fjord} alt="" width={122} height={84} className="flex-none ring-1 ring-line max-md:hidden" />
        <img src={term} alt="" width={173} height={108} className="flex-none ring-1 ring-line max-md:h-16 max-md:w-auto" />
      </div>
      <ul className="relative border-t-2 border-ink pt-2">
        {OTHERS.map((file) => (
          <Row key={file.name} file={file} at={at} />
        ))}
      </ul>
    </section>
  );
}

/** The first file: its name, and where the name was, the link. */
function First({ at }: { at: number }) {
  const { landed, fraction } = firstAt(at);
  const looks = "flex min-w-0 text-[17px]/[26px] font-medium md:text-[30px]/10";
  return (
    <div className="w-full min-w-0 flex-1 pb-3 md:pb-3.5">
      {landed ? (
        <p key="link" className={`${looks} animate-appear font-mono tracking-[-0.04em] md:tracking-[-0.055em]`}>
          <span className="truncate font-normal text-ink-3">{window.location.host}/</span>
          <span className="flex-none">{FIRST.slug}</span>
        </p>
      ) : (
        <p className={`${looks} tracking-[-0.03em] text-ink-2`}>
          <FileName name={FIRST.name} />
        </p>
      )}
      <div className="flex h-5 items-center gap-2 text-ink-3">
        {landed ? (
          <>
            <Check className="size-3.5 flex-none" aria-hidden />
            <span>Copied. {formatBytes(FIRST.bytes)} in 0.3 seconds.</span>
          </>
        ) : (
          <>
            <Glyph state="falls" />
            <div className="w-[180px]">
              <Progress fraction={fraction} label={FIRST.name} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}

function Row({ file, at }: { file: Falling; at: number }) {
  const { fraction, sent, secondsLeft } = otherAt(file, at);
  return (
    <li className="grid h-[34px] grid-cols-[16px_minmax(0,1fr)_84px_44px] items-center gap-3 md:grid-cols-[16px_minmax(0,1fr)_160px_48px_140px] xl:grid-cols-[16px_minmax(0,1fr)_260px_48px_140px_84px_60px]">
      <Glyph state={file.speed === null ? "waits" : "falls"} />
      <FileName name={file.name} />
      {file.speed === null ? (
        <span className="text-ink-3 max-md:col-span-2">Waits its turn</span>
      ) : (
        <Progress fraction={fraction} label={file.name} />
      )}
      <Figure>{file.speed !== null && formatPercent(fraction)}</Figure>
      <Figure quiet>{file.speed === null ? formatBytes(file.bytes) : formatBytesOf(sent, file.bytes)}</Figure>
      <Figure wide>{file.speed !== null && formatSpeed(file.speed)}</Figure>
      <Figure wide quiet>
        {secondsLeft !== null && formatDuration(secondsLeft)}
      </Figure>
    </li>
  );
}

function Figure({ quiet = false, wide = false, children }: { quiet?: boolean; wide?: boolean; children: React.ReactNode }) {
  const shown = wide ? "max-xl:hidden" : quiet ? "max-md:hidden" : children ? "" : "max-md:hidden";
  return <span className={`text-end figures whitespace-nowrap ${quiet ? "text-ink-3" : ""} ${shown}`}>{children}</span>;
}

/** Where the recording is. Still at its end for those who want no motion. */
function useRecording(): number {
  const [at, setAt] = useState(() => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? LASTS_MS : 0));
  const over = at >= LASTS_MS;
  useEffect(() => {
    if (over) return undefined;
    const timer = setInterval(() => {
      setAt((before) => Math.min(LASTS_MS, before + TICK_MS));
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [over]);
  return at;
}
