import type { ReactNode } from "react";
import { Suspense } from "react";

import { useSession } from "@/api/client";
import { session } from "@/api/session";
import { ErrorState } from "@/components/ui/states";
import { lazyPart } from "@/lib/lazyPart";
import { Navigate, useLocation, useSearchParams } from "react-router";

import { withinTheApp } from "./withinTheApp";

// Rarely needed, and it brings the forms with it.
const SignInAgain = lazyPart(() => import("./SignInAgain"));

interface GateProps {
  children: ReactNode;
}

/** Home for guests; who is signed in goes on to the library. */
export function HomeOrLibrary({ children }: GateProps) {
  const { status } = useSession();
  if (status === "loading") return null;
  return status === "user" ? <Navigate to="/library" replace /> : children;
}

/** Signing in is for those who are not; afterwards they go where they wanted to. */
export function GuestsOnly({ children }: GateProps) {
  const { status } = useSession();
  const [params] = useSearchParams();
  if (status === "loading") return null;
  return status === "user" ? <Navigate to={withinTheApp(params.get("next"))} replace /> : children;
}

/** Pages of an account. A session that ends while one is open asks for the password over it. */
export function SignedIn({ children }: GateProps) {
  const current = useSession();
  const { pathname, search, hash } = useLocation();
  switch (current.status) {
    case "loading":
      return null;
    case "guest":
      return <Navigate to={`/login?next=${encodeURIComponent(pathname + search + hash)}`} replace />;
    case "unreachable":
      return (
        <div className="p-6">
          <ErrorState what="Whether you are signed in couldn't be asked." error={current.problem} onRetry={() => void session.start(true)} />
        </div>
      );
    case "user":
      return (
        <>
          {children}
          {current.ended && (
            <Suspense>
              <SignInAgain user={current.user} />
            </Suspense>
          )}
        </>
      );
  }
}
