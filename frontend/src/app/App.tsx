import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";

import { session } from "@/api/session";
import { Toaster } from "@/components/ui/toast";
import { hasStatus } from "@/lib/problem";
import { BrowserRouter } from "react-router";

import { fetchPage } from "./pages";
import { Ways } from "./routes";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What the server refused it refuses again; what did not arrive is worth a second try.
      retry: (failures, error) => failures < 2 && hasStatus(error, 0, 502, 503, 504),
      refetchOnWindowFocus: true,
    },
  },
});

/** Addresses that guests come to: there nobody is asked for a session that most likely does not exist. */
const PUBLIC = /^\/(login|register|setup)?$/;

// Beside the session, not after it.
fetchPage(window.location.pathname);

export function App() {
  useEffect(() => {
    void session.start(!PUBLIC.test(window.location.pathname));
    return dropCacheWithSession();
  }, []);
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Ways />
      </BrowserRouter>
      <Toaster />
    </QueryClientProvider>
  );
}

/** What was loaded for one person is not shown to the next; what failed while signed out is asked for again. */
function dropCacheWithSession(): () => void {
  let owner: number | null = null;
  let ended = false;
  return session.subscribe(() => {
    const now = session.get();
    if (now.status === "user") {
      if (owner !== null && owner !== now.user.id) queries.clear();
      if (ended && !now.ended) void queries.invalidateQueries();
      owner = now.user.id;
      ended = now.ended;
    } else if (now.status === "guest") {
      queries.clear();
      owner = null;
      ended = false;
    }
  });
}
