import { lazy, Suspense } from "react";
import { Navigate, Outlet, useLocation, useSearchParams } from "react-router";

import { useSession } from "@/api/client";
import { session } from "@/api/session";
import { ErrorState } from "@/components/ui/states";

import { withinTheApp } from "./withinTheApp";

// Rarely needed, and it brings the forms with it.
const SignInAgain = lazy(() => import("./SignInAgain"));

/** Home for guests; who is signed in goes on to the library. */
export function HomeOrLibrary() {
  const { status } = useSession();
  if (status === "loading") return null;
  return status === "user" ? <Navigate to="/library" replace /> : <Outlet />;
}

/** Signing in is for those who are not; afterwards they go where they wanted to. */
export function GuestsOnly() {
  const { status } = useSession();
  const [params] = useSearchParams();
  if (status === "loading") return null;
  return status === "user" ? <Navigate to={withinTheApp(params.get("next"))} replace /> : <Outlet />;
}

/** Pages of an account. A session that ends while one is open asks for the password over it. */
export function SignedIn() {
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
          <Outlet />
          {current.ended && (
            <Suspense>
              <SignInAgain user={current.user} />
            </Suspense>
          )}
        </>
      );
  }
}
