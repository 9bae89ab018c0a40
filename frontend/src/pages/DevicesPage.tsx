import { KeyRound } from "lucide-react";

import type { Client } from "@/api/types";
import { PageTop } from "@/components/page-top";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState, Skeleton } from "@/components/ui/states";
import { guideTo, likelyClient } from "@/features/devices/catalogue";
import { DeviceSteps } from "@/features/devices/DeviceSteps";
import { useClients } from "@/features/devices/requests";
import { useTokens } from "@/features/profile/requests";
import { cx } from "@/lib/cx";
import { counted } from "@/lib/format";
import { Link, NavLink, useNavigate, useParams } from "react-router";

export default function DevicesPage() {
  const { data: clients, error, refetch } = useClients();
  const wanted = useParams()["client"] ?? likelyClient(navigator.userAgent);
  const chosen = clients?.find(({ client }) => client === wanted);
  return (
    <>
      <PageTop title="Set up a device" note="Each device gets a token that can only upload" ruled>
        <TokensLink />
      </PageTop>
      <div className="min-h-0 flex-1 overflow-y-auto md:grid md:grid-cols-[220px_minmax(0,1fr)] md:grid-rows-[minmax(0,1fr)] md:overflow-hidden xl:grid-cols-[264px_minmax(0,1fr)]">
        <div className="px-4 md:overflow-y-auto md:border-e md:border-line md:px-6">
          {clients && <Choice clients={clients} chosen={wanted} />}
        </div>
        <div className="px-4 py-[18px] md:overflow-y-auto md:px-6">
          {error && <ErrorState what="The devices couldn't be loaded." error={error} onRetry={() => void refetch()} />}
          {!clients && !error && <Skeleton className="h-64 max-w-[720px]" />}
          {chosen && <DeviceSteps key={chosen.client} client={chosen} />}
          {clients && !chosen && <EmptyState title="There is no such device.">Choose one from the list.</EmptyState>}
        </div>
      </div>
    </>
  );
}

function TokensLink() {
  const { data } = useTokens();
  if (!data || data.length === 0) return null;
  return (
    <Button asChild icon={KeyRound} className="max-md:hidden">
      <Link to="/settings/tokens">{counted(data.length, "token")}</Link>
    </Button>
  );
}

/** A list beside the steps; on a phone a field above them. */
function Choice({ clients, chosen }: { clients: readonly Client[]; chosen: string }) {
  const navigate = useNavigate();
  return (
    <>
      <Select
        label="Device"
        className="md:hidden"
        options={clients.map(({ client, name }) => ({ value: client, label: `${name}, ${guideTo(client).platform}` }))}
        value={chosen}
        onChange={(event) => void navigate(`/devices/${event.target.value}`)}
      />
      <nav aria-label="Devices" className="max-md:hidden">
        {clients.map((client) => (
          <Way key={client.client} client={client} chosen={client.client === chosen} />
        ))}
      </nav>
    </>
  );
}

function Way({ client: { client, name }, chosen }: { client: Client; chosen: boolean }) {
  const { icon: Icon, platform } = guideTo(client);
  return (
    <NavLink
      to={`/devices/${client}`}
      aria-current={chosen ? "page" : undefined}
      className={cx(
        "relative grid h-11 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-2.5 border-b border-line",
        chosen ? "font-medium text-ink before:absolute before:-start-3 before:size-[5px] before:rounded-full before:bg-ink" : "text-ink-2 hover:text-ink",
      )}
    >
      <Icon className="size-4" aria-hidden />
      <span className="truncate">{name}</span>
      <span className="font-normal text-ink-3">{platform}</span>
    </NavLink>
  );
}
