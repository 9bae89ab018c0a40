import { Images, MonitorSmartphone, Search, Settings, Trash2 } from "lucide-react";

import type { User } from "@/api/types";
import { Avatar } from "@/components/ui/avatar";
import type { Icon } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { cx } from "@/lib/cx";
import { NavLink, useMatch } from "react-router";

import { MeButton } from "./MeButton";
import { showOverlay } from "./overlay";

/** The phone's head. The page's own heading says the same to readers. */
export function PhoneBar({ title, user }: { title: string; user: User }) {
  return (
    <header className="flex h-[52px] flex-none items-center gap-1 ps-4 pe-2.5 md:hidden">
      <Mark />
      <span aria-hidden className="ms-1.5 text-title font-semibold">
        {title}
      </span>
      <button
        type="button"
        aria-label="Find files, pages and acts"
        className="ms-auto grid size-11 place-items-center rounded-md text-ink-2 active:bg-sunk"
        onClick={() => {
          showOverlay("commands");
        }}
      >
        <Search className="size-5" aria-hidden />
      </button>
      <span>
        <MeButton user={user} side="bottom" className="grid size-11 place-items-center rounded-full">
          <Avatar name={user.username} url={user.avatar_url} />
        </MeButton>
      </span>
    </header>
  );
}

export function PhoneNav({ onUpload }: { onUpload: () => void }) {
  return (
    <nav
      aria-label="Main"
      className="grid h-[calc(60px+env(safe-area-inset-bottom))] flex-none grid-cols-5 items-center border-t border-line bg-ground pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <Way to="/library" within="/files/:id" icon={Images} label="Library" />
      <Way to="/devices" icon={MonitorSmartphone} label="Devices" />
      <button
        type="button"
        aria-label="Upload files"
        className="grid h-11 w-12 place-items-center justify-self-center rounded-md bg-signal active:brightness-90"
        onClick={onUpload}
      >
        <Mark onSignal className="size-6" />
      </button>
      <Way to="/trash" icon={Trash2} label="Trash" />
      <Way to="/settings" icon={Settings} label="Settings" />
    </nav>
  );
}

interface WayProps {
  to: string;
  /** Pages that are reached from there, and belong to it. */
  within?: string;
  icon: Icon;
  label: string;
}

function Way({ to, within = to, icon: Icon, label }: WayProps) {
  const inside = useMatch(within);
  return (
    <NavLink
      to={to}
      className={({ isActive }) =>
        cx("grid min-h-11 content-center justify-items-center gap-0.5 text-[11px]/[14px]", isActive || inside ? "font-medium text-ink" : "text-ink-3")
      }
    >
      <Icon className="size-5" aria-hidden />
      {label}
    </NavLink>
  );
}
