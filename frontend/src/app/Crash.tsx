import type { ReactNode } from "react";
import { Component, useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { renewParts } from "@/lib/lazyPart";
import { reachable } from "@/lib/reachable";
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

  override componentDidCatch(): void {
    renewParts();
  }

  override render(): ReactNode {
    const { within, children } = this.props;
    const { error } = this.state;
    if (error === null) return children;
    return isUnfetched(error) ? <Unfetched within={within} onRetry={this.retry} /> : <Broken within={within} {...BROKEN} onAct={reload} />;
  }

  private readonly retry = () => {
    this.setState({ error: null });
  };
}

interface Words {
  title: string;
  what: string;
  act: string;
}

const BROKEN: Words = {
  title: "This page broke.",
  what: "Your files and links are untouched. Load the page again; if it breaks again, tell whoever runs this host.",
  act: "Load again",
};
const OUTDATED: Words = {
  title: "There is a newer BulletDrop.",
  what: "The host was updated while this page was open. Load it again to go on; nothing is lost.",
  act: "Load again",
};
const UNREACHABLE: Words = {
  title: "The host can't be reached.",
  what: "What is here stays, and uploads go on by themselves. Try again in a moment.",
  act: "Try again",
};

/** A chunk did not come: either nobody answers, or the host has the chunks of another version. */
function Unfetched({ within, onRetry }: { within: boolean; onRetry: () => void }) {
  const [isThere, setThere] = useState<boolean>();
  useEffect(() => {
    let asks = true;
    void reachable().then((answers) => {
      if (asks) setThere(answers);
    });
    return () => {
      asks = false;
    };
  }, []);
  if (isThere === undefined) return null;
  return isThere ? <Broken within={within} {...OUTDATED} onAct={reload} /> : <Broken within={within} {...UNREACHABLE} onAct={onRetry} />;
}

function Broken({ within, title, what, act, onAct }: Words & { within: boolean; onAct: () => void }) {
  return (
    <div className={within ? "px-4 pt-6 md:px-6" : "mx-auto max-w-[1120px] px-4 md:px-6"} role="alert">
      {!within && <Mark className="my-6 size-5" />}
      <h1 className="text-statement font-semibold max-md:text-[24px]/8">{title}</h1>
      <p className="mt-2 mb-5 max-w-[60ch] text-reading text-ink-2">{what}</p>
      <Button variant="ink" onClick={onAct}>
        {act}
      </Button>
    </div>
  );
}

function reload(): void {
  window.location.reload();
}

function isUnfetched(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed|Failed to fetch/i.test(error.message);
}
