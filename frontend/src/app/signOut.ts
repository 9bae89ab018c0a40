import { api } from "@/api/client";
import { session } from "@/api/session";
import { toast } from "@/components/ui/toast";
import { reasonOf } from "@/lib/problem";

import { showOverlay } from "./overlay";

/** Ends the session on the server, then here. Where the server can't be reached nothing ends, and it is said. */
export async function signOut(): Promise<void> {
  try {
    const { response } = await api.POST("/api/auth/logout");
    // 401: it had ended already, which is what was wanted.
    if (response.ok || response.status === 401) session.signedOut();
    else toast.error("Signing out did not work. Try again.");
  } catch (error) {
    toast.error(`You are still signed in. ${reasonOf(error)}`);
  }
}

/** Signs out, unless uploads would be dropped by it: then it is asked first. */
export async function leave(): Promise<void> {
  const [{ queue }, { signingOutLoses, totalsOf }] = await Promise.all([import("@/features/upload/uploads"), import("@/features/upload/totals")]);
  const { entries, notices } = queue.snapshot();
  if (signingOutLoses(totalsOf(entries, notices))) showOverlay("leaving");
  else await signOut();
}
