import { useState } from "react";

import { useSession } from "@/api/client";
import { ErrorState, Note, Skeleton } from "@/components/ui/states";
import { Door } from "@/features/auth/Door";
import { NewAccountForm } from "@/features/auth/NewAccountForm";
import { setUp, useAuthOptions } from "@/features/auth/requests";
import { Link, Navigate } from "react-router";

/** Makes the first administrator, from the link that the server printed at its first start. */
export default function SetupPage() {
  // After the # so that it is in no log; read once, and taken out of the address at once.
  const [token] = useState(takeToken);
  const { status } = useSession();
  const { data: options, error, refetch } = useAuthOptions();
  if (status === "user") return <Navigate to="/library" replace />;
  if (error) {
    return (
      <Door title="Set up this host">
        <ErrorState what="The host didn't answer." error={error} onRetry={() => void refetch()} />
      </Door>
    );
  }
  return (
    <Door title="Set up this host">
      {!options && <Skeleton className="h-64" />}
      {options && !options.needs_setup && <Done />}
      {options?.needs_setup && token === "" && (
        <Note>This address is not whole. Copy the setup link from the server's output, with everything after the #.</Note>
      )}
      {options?.needs_setup && token !== "" && (
        <>
          <p className="text-reading text-ink-2">The first account runs this host: it sees all files and makes the rules.</p>
          <NewAccountForm
            act="Make the account"
            acting="Making it"
            minLength={options.password.min_length}
            onSubmit={(account) => setUp(account, token)}
          />
        </>
      )}
    </Door>
  );
}

function Done() {
  return (
    <>
      <p className="text-reading text-ink-2">This host is set up already; the link worked once.</p>
      <p>
        <Link to="/login" className="underline decoration-edge underline-offset-3">
          Sign in
        </Link>
      </p>
    </>
  );
}

function takeToken(): string {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";
  if (token) window.history.replaceState(window.history.state, "", window.location.pathname);
  return token;
}
