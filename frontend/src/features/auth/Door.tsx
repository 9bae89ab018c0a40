import type { ReactNode } from "react";

import { Mark } from "@/components/ui/mark";
import { Link } from "react-router";

/** The page around signing in: the form on the left, what it is for on the right. */
export function Door({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-cols-1 xl:grid-cols-[520px_minmax(0,1fr)]">
      <title>{`${title} · BulletDrop`}</title>
      <main className="flex flex-col px-5 md:mx-auto md:w-full md:max-w-[520px] md:px-[72px]">
        <Link to="/" className="flex h-[72px] flex-none items-center gap-[9px] self-start text-[14px] font-semibold tracking-[-0.012em]">
          <Mark />
          BulletDrop
        </Link>
        <div className="my-auto grid gap-3.5 max-md:mt-3">
          <h1 className="mb-0.5 text-statement font-semibold max-md:text-[24px]/8">{title}</h1>
          {children}
        </div>
        <p className="min-h-[60px] pt-4 pb-7 text-caption text-ink-3">{note}</p>
      </main>
      <Fall />
    </div>
  );
}

/** The mark, large: a drop that has just become a link on this very host. */
function Fall() {
  return (
    <aside aria-hidden className="relative overflow-hidden border-s border-line bg-ground max-xl:hidden">
      <svg viewBox="0 0 920 900" preserveAspectRatio="xMidYMid slice" className="absolute inset-0 size-full fill-none stroke-ink stroke-2">
        <path d="M-2000 560.5H3000" />
        <path d="M460 -2000V412" />
        <circle cx="460" cy="560" r="44" className="fill-signal stroke-none" />
      </svg>
      <p className="absolute inset-x-10 bottom-9 flex items-baseline gap-2 text-[14px]">
        <span className="min-w-0 truncate font-mono tracking-[-0.02em]">
          <span className="text-ink-3">{window.location.host}/</span>k3Vq9xTzP2a.png
        </span>
        <span className="ms-auto text-body text-ink-3">0.3 s</span>
      </p>
    </aside>
  );
}
