import { cx } from "@/lib/cx";
import { NavLink } from "react-router";

/** Parts of a page, each with its address: a hairline with the dot on it under the one you are on. */
export function TabLinks({ label, links }: { label: string; links: readonly { to: string; label: string }[] }) {
  return (
    <div className="relative flex-none before:absolute before:inset-x-0 before:bottom-0.5 before:h-px before:bg-line">
      <nav aria-label={label} className="relative flex gap-5 overflow-x-auto overflow-y-hidden px-4 pb-0.5 scrollbar-none md:px-6">
        {links.map(({ to, label: words }) => (
          <NavLink key={to} to={to} className={({ isActive }) => cx(LOOKS, isActive ? ON : "text-ink-2 hover:text-ink")}>
            {words}
          </NavLink>
        ))}
      </nav>
    </div>
  );
}

const LOOKS = "relative -mx-1 px-1 pt-2 pb-2.5 whitespace-nowrap -outline-offset-2 coarse:py-3";
const ON = "font-medium text-ink after:absolute after:-bottom-[2px] after:left-1/2 after:size-[5px] after:-translate-x-1/2 after:rounded-full after:bg-ink";
