import { useUser } from "@/api/client";
import { Setting } from "@/components/setting";
import { Meter } from "@/components/ui/meter";
import { counted, formatBytes } from "@/lib/format";
import { Link } from "react-router";

/** What the account takes, and what it may take. */
export function StorageSetting() {
  const user = useUser();
  const { storage_used: used, trash_used: trash, storage_limit: limit, max_file_size: biggest } = user;
  const total = limit === null ? "no limit" : `of ${formatBytes(limit)}`;
  return (
    <Setting title="Storage" reason="What lies in the trash counts, too.">
      {limit !== null && (
        <div className="mt-2 mb-3">
          <Meter label="Storage used" used={used / limit} trash={trash / limit} words={`${formatBytes(used + trash)} ${total}`} />
        </div>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 [&>dd]:figures [&>dd]:text-end [&>dd]:leading-8 [&>dt]:leading-8 [&>dt]:text-ink-2">
        <dt>{counted(user.uploads_count, "file")}</dt>
        <dd>{formatBytes(used)}</dd>
        <dt>
          <Link to="/trash" className="inline-flex items-center underline decoration-edge underline-offset-3 coarse:min-h-11">
            Trash
          </Link>
          , {counted(user.trash_count, "file")}
        </dt>
        <dd>{formatBytes(trash)}</dd>
        {limit !== null && (
          <>
            <dt>Left</dt>
            <dd>{formatBytes(Math.max(0, limit - used - trash))}</dd>
          </>
        )}
        {biggest !== null && (
          <>
            <dt>Biggest file</dt>
            <dd>{formatBytes(biggest)}</dd>
          </>
        )}
      </dl>
    </Setting>
  );
}
