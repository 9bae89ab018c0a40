import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";
import { reasonOf } from "@/lib/problem";

import { Button } from "./button";

/** Nothing here: a statement, one sentence, the way on. No drawing. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="border-t border-ink pt-3">
      <p className="font-semibold">{title}</p>
      {children && <p className="text-ink-3">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** The part that failed says so; the rest of the page goes on working. */
export function ErrorState({ what, error, onRetry }: { what: string; error: unknown; onRetry?: () => void }) {
  return (
    <Note
      tone="bad"
      action={
        onRetry && (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {what} {reasonOf(error)}
    </Note>
  );
}

export function Note({ tone = "plain", action, children }: { tone?: "plain" | "bad"; action?: ReactNode; children: ReactNode }) {
  const Icon = tone === "bad" ? CircleAlert : Info;
  return (
    <div role={tone === "bad" ? "alert" : undefined} className={cx("flex gap-2.5 rounded-md border px-3 py-2.5", tone === "bad" ? "border-bad" : "border-line")}>
      <Icon className={cx("mt-0.5 size-4 flex-none", tone === "bad" ? "text-bad" : "text-ink-3")} aria-hidden />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {action}
    </div>
  );
}

/** The box of what comes; shown after 300 ms, breathing. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-wait rounded-sm bg-sunk", className)} />;
}
