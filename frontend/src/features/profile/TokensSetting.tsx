import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";

import type { ApiToken, Scope } from "@/api/types";
import { Setting, SettingList, SettingRow } from "@/components/setting";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialog";
import { EmptyState, ErrorState, Skeleton } from "@/components/ui/states";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { formatDate } from "@/lib/format";
import { reasonOf } from "@/lib/problem";

import { endToken, TOKENS, useTokens } from "./requests";
import { SCOPE_WORDS } from "./scopes";

export function TokensSetting() {
  const { data, error, refetch } = useTokens();
  const [ending, setEnding] = useState<ApiToken | null>(null);
  return (
    <Setting title="Tokens" reason="Programs use them in place of your password. One that you end stops at once.">
      {error && <ErrorState what="The tokens couldn't be loaded." error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.length === 0 && <EmptyState title="No tokens yet.">Setting up a device makes one; below you make one for anything else.</EmptyState>}
      {data && data.length > 0 && (
        <SettingList>
          {data.map((token) => (
            <Row
              key={token.id}
              token={token}
              onEnd={() => {
                setEnding(token);
              }}
            />
          ))}
        </SettingList>
      )}
      {ending && (
        <EndDialog
          token={ending}
          onClose={() => {
            setEnding(null);
          }}
        />
      )}
    </Setting>
  );
}

function Row({ token, onEnd }: { token: ApiToken; onEnd: () => void }) {
  return (
    <SettingRow
      icon={<KeyRound className="size-4 flex-none text-ink-3" aria-hidden />}
      title={<bdi>{token.name}</bdi>}
      note={
        <>
          {scopeWords(token.scopes)}. Made {formatDate(token.created_at)}, {token.last_used_at ? <>used <TimeAgo time={token.last_used_at} /></> : "never used"}
          {token.expires_at && <>, {Date.parse(token.expires_at) < Date.now() ? "ended" : "ends"} {formatDate(token.expires_at)}</>}.
        </>
      }
      action={
        <Button size="sm" aria-label={`End ${token.name}`} onClick={onEnd}>
          End
        </Button>
      }
    />
  );
}

function scopeWords(scopes: readonly Scope[]): string {
  const words = scopes.map((scope) => SCOPE_WORDS[scope].short);
  const list = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}` : (words[0] ?? "do nothing");
  return `May ${list}`;
}

/** A token can't be brought back: whoever uses it has to be given another. */
function EndDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await endToken(token.id);
      await client.invalidateQueries({ queryKey: TOKENS });
      toast(`The token “${token.name}” is ended`);
    } catch (error) {
      toast.error(`The token goes on. ${reasonOf(error)}`);
    }
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={`End the token “${token.name}”?`}
      text="Whatever uses it can't upload any more until it gets another one. This can't be undone."
      keep="Keep it"
      act="End the token"
      busy={busy}
      onAct={() => void act()}
      onClose={onClose}
    />
  );
}
