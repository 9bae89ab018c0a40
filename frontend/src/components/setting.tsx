import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

/** One matter of the settings: its title and reason on the left, its controls on the right. */
export function Setting({ title, reason, children }: { title: string; reason?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-12 gap-y-2 border-b border-line py-[18px] md:py-[22px] xl:grid-cols-[250px_minmax(0,640px)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {reason && <p className="mt-0.5 max-w-[34ch] text-ink-3 max-xl:max-w-[60ch]">{reason}</p>}
      </div>
      <div className="min-w-0 max-w-[640px]">{children}</div>
    </section>
  );
}

export function SettingList({ children }: { children: ReactNode }) {
  return <ul className="-my-1.5">{children}</ul>;
}

interface SettingRowProps {
  icon?: ReactNode;
  title: ReactNode;
  note?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function SettingRow({ icon, title, note, action, className }: SettingRowProps) {
  return (
    <li className={cx("flex min-h-12 items-center gap-3 border-b border-line py-1.5 last:border-b-0", className)}>
      {icon}
      <span className="grid min-w-0 flex-1 leading-[18px] [overflow-wrap:anywhere]">
        {title}
        {note && <span className="text-caption text-ink-3">{note}</span>}
      </span>
      {action}
    </li>
  );
}
