import { useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";

import type { DeviceSession } from "@/api/types";
import { Setting, SettingList, SettingRow } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { ErrorState, Skeleton } from "@/components/ui/states";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { formatDate } from "@/lib/format";
import { reasonOf } from "@/lib/problem";
import { deviceName, isPhone } from "@/lib/userAgent";

import { endSession, SESSIONS, useSessions } from "./requests";

export function SessionsSetting() {
  const { data, error, refetch } = useSessions();
  const end = useEnd();
  const others = data?.filter((one) => !one.is_current) ?? [];
  return (
    <Setting title="Where you are signed in" reason="Ending a session works at once, also for uploads that are running in it.">
      {error && <ErrorState what="The sessions couldn't be loaded." error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data && (
        <SettingList>
          {[...data].sort(currentFirst).map((one) => (
            <Row key={one.id} session={one} onEnd={() => void end([one])} />
          ))}
        </SettingList>
      )}
      {others.length > 1 && (
        <Button variant="danger" className="mt-4" onClick={() => void end(others)}>
          {others.length === 2 ? "End the other two" : `End the other ${others.length}`}
        </Button>
      )}
    </Setting>
  );
}

function Row({ session: { user_agent: agent, ...session }, onEnd }: { session: DeviceSession; onEnd: () => void }) {
  const Icon = isPhone(agent) ? Smartphone : Monitor;
  const name = deviceName(agent);
  return (
    <SettingRow
      icon={<Icon className="size-4 flex-none text-ink-3" aria-hidden />}
      title={<span title={agent}>{session.ip_address ? `${name}, ${session.ip_address}` : name}</span>}
      note={
        session.is_current ? (
          <>
            <b className="font-medium text-ink">This one</b>, since {formatDate(session.created_at)}
          </>
        ) : (
          <TimeAgo time={session.last_used_at} />
        )
      }
      action={
        !session.is_current && (
          <Button size="sm" aria-label={`End ${name}`} onClick={onEnd}>
            End
          </Button>
        )
      }
    />
  );
}

function currentFirst(one: DeviceSession, other: DeviceSession): number {
  return Number(other.is_current) - Number(one.is_current) || other.last_used_at.localeCompare(one.last_used_at);
}

/** Ended ones leave the list at once; if the server refuses, they come back with the reason. */
function useEnd() {
  const client = useQueryClient();
  const [ended] = useState(() => new Set<number>());
  return async (sessions: readonly DeviceSession[]) => {
    for (const { id } of sessions) ended.add(id);
    await client.cancelQueries({ queryKey: SESSIONS });
    client.setQueryData<DeviceSession[]>(SESSIONS, (all) => all?.filter(({ id }) => !ended.has(id)));
    const results = await Promise.allSettled(sessions.map(({ id }) => endSession(id)));
    const failed = results.find((result) => result.status === "rejected");
    ended.clear();
    await client.invalidateQueries({ queryKey: SESSIONS });
    if (failed) toast.error(`A session goes on. ${reasonOf(failed.reason)}`);
    else toast(sessions.length === 1 ? "The session is ended" : `${sessions.length} sessions are ended`);
  };
}
