import type { User } from "@/api/types";
import { Meter } from "@/components/ui/meter";
import { counted, formatBytes, formatBytesOf } from "@/lib/format";

/** What a screenshot takes, about: to say what an empty account holds. */
const SCREENSHOT = 330_000;
const NEARLY_FULL = 0.95;

export function StorageMeter({ user }: { user: User }) {
  const { storage_used: used, trash_used: trash, storage_limit: limit } = user;
  if (limit === null) {
    return (
      <p className="flex justify-between">
        Storage <span className="figures">{formatBytes(used + trash)}</span>
      </p>
    );
  }
  const left = Math.max(0, limit - used - trash);
  const full = limit > 0 && (used + trash) / limit > NEARLY_FULL;
  const words = wordsOf(user, left);
  return (
    <>
      <div className="flex items-baseline justify-between gap-2">
        Storage <Amount used={used + trash} limit={limit} />
      </div>
      <div className="my-1.5">
        <Meter label="Storage used" used={limit > 0 ? used / limit : 1} trash={limit > 0 ? trash / limit : 0} words={words} />
      </div>
      <p className={full ? "text-caption text-bad" : "text-caption text-ink-3"}>{words}</p>
    </>
  );
}

function Amount({ used, limit }: { used: number; limit: number }) {
  const [part, whole] = formatBytesOf(used, limit).split(" of ");
  return (
    <span className="figures whitespace-nowrap">
      {part} <span className="text-ink-3">of {whole}</span>
    </span>
  );
}

function wordsOf(user: User, left: number): string {
  if (user.storage_used + user.trash_used === 0) return `About ${counted(roughly(left / SCREENSHOT), "screenshot fits", "screenshots fit")}`;
  const inTrash = user.trash_used > 0 ? `, ${formatBytes(user.trash_used)} in the trash` : "";
  return `${formatBytes(left)} left${inTrash}`;
}

/** Two significant digits: more would be a promise. */
function roughly(count: number): number {
  return Number(Math.floor(count).toPrecision(2));
}
