import type { ReactNode } from "react";
import { Component } from "react";

import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { useLocation } from "react-router";

interface CrashProps {
  /** Inside the shell, which goes on working, and so do the uploads. */
  within?: boolean;
  children: ReactNode;
}

/** Where a page breaks, it says so; another address is another try. */
export function Crash({ within = false, children }: CrashProps) {
  const { pathname } = useLocation();
  return (
    <Boundary within={within} pathname={pathname}>
      {children}
    </Boundary>
  );
}

interface BoundaryState {
  pathname: string;
  error: unknown;
}

class Boundary extends Component<Required<CrashProps> & { pathname: string }, BoundaryState> {
  override state: BoundaryState = { pathname: this.props.pathname, error: null };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error: error ?? new Error("Something broke.") };
  }

  static getDerivedStateFromProps({ pathname }: { pathname: string }, state: BoundaryState): BoundaryState | null {
    return pathname === state.pathname ? null : { pathname, error: null };
  }

  override render(): ReactNode {
    const { within, children } = this.props;
    return this.state.error === null ? children : <Broken within={within} outdated={isOutdated(this.state.error)} />;
  }
}

function Broken({ within, outdated }: { within: boolean; outdated: boolean }) {
  return (
    <div className={within ? "px-4 pt-6 md:px-6" : "mx-auto max-w-[1120px] px-4 md:px-6"} role="alert">
      {!within && <Mark className="my-6 size-5" />}
      <h1 className="text-statement font-semibold max-md:text-[24px]/8">{outdated ? "There is a newer BulletDrop." : "This page broke."}</h1>
      <p className="mt-2 mb-5 max-w-[60ch] text-reading text-ink-2">
        {outdated
          ? "The host was updated while this page was open. Load it again to go on; nothing is lost."
          : "Your files and links are untouched. Load the page again; if it breaks again, tell whoever runs this host."}
      </p>
      <Button variant="ink" onClick={() => { window.location.reload(); }}>
        Load again
      </Button>
    </div>
  );
}

/** A chunk of the version before is not there any more. */
function isOutdated(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed|Failed to fetch/i.test(error.message);
}
