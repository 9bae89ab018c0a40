import { ChevronsUpDown, Images, MonitorSmartphone, Trash2 } from "lucide-react";

import type { User } from "@/api/types";
import { Avatar } from "@/components/ui/avatar";
import type { Icon } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { cx } from "@/lib/cx";
import { formatNumber } from "@/lib/format";
import { Link, NavLink, useMatch } from "react-router";

import { MeButton } from "./MeButton";
import { fetchPage } from "./pages";
import { StorageMeter } from "./StorageMeter";

/** Folds to its icons on narrow windows; on phones its ways are in the bar at the foot. */
export function Sidebar({ user }: { user: User }) {
  return (
    <aside className="flex flex-col overflow-y-auto border-e border-line bg-ground px-3 pb-3 scrollbar-none max-md:hidden max-xl:px-2">
      <Link to="/library" className="flex h-14 flex-none items-center gap-[9px] px-2 text-[14px] font-semibold tracking-[-0.012em] max-xl:justify-center max-xl:px-0">
        <Mark />
        <span className="max-xl:sr-only">BulletDrop</span>
      </Link>
      <nav aria-label="Main">
        <Way to="/library" within="/files/:id" icon={Images} label="Library" count={user.uploads_count} />
        <Way to="/devices" icon={MonitorSmartphone} label="Set up a device" />
        <Way to="/trash" icon={Trash2} label="Trash" count={user.trash_count} />
      </nav>
      <div className="mt-auto px-2 py-3 max-xl:hidden">
        <StorageMeter user={user} />
      </div>
      <Me user={user} />
    </aside>
  );
}

interface WayProps {
  to: string;
  /** Pages that are reached from there, and belong to it. */
  within?: string;
  icon: Icon;
  label: string;
  count?: number;
}

function Way({ to, within = to, icon: Icon, label, count }: WayProps) {
  const inside = useMatch(within);
  const fetch = () => {
    fetchPage(to);
  };
  return (
    <NavLink
      to={to}
      title={label}
      onPointerEnter={fetch}
      onFocus={fetch}
      className={({ isActive }) =>
        cx(
          "relative flex h-8 items-center gap-2.5 rounded-md px-2 hover:bg-sunk max-xl:h-10 max-xl:justify-center",
          isActive || inside
            ? "font-medium text-ink before:absolute before:-start-[7px] before:size-[5px] before:rounded-full before:bg-ink max-xl:before:-start-[6.5px]"
            : "text-ink-2",
        )
      }
    >
      <Icon className="size-4 flex-none" aria-hidden />
      <span className="truncate max-xl:sr-only">{label}</span>
      {count !== undefined && count > 0 && (
        <span className="ms-auto figures font-normal text-ink-3 max-xl:hidden">{formatNumber(count)}</span>
      )}
    </NavLink>
  );
}

function Me({ user }: { user: User }) {
  return (
    <div className="-mx-3 mt-auto border-t border-line px-3 pt-2 max-xl:-mx-2 max-xl:px-2 xl:mt-0">
      <MeButton
        user={user}
        side="top"
        className="flex h-8 w-full items-center gap-[9px] rounded-md px-2 hover:bg-sunk data-[state=open]:bg-sunk max-xl:justify-center max-xl:px-0"
      >
        <Avatar name={user.username} url={user.avatar_url} />
        <span className="truncate max-xl:hidden">{user.username}</span>
        <ChevronsUpDown className="ms-auto size-3.5 flex-none text-ink-3 max-xl:hidden" aria-hidden />
      </MeButton>
    </div>
  );
}
