import { session } from "@/api/session";
import type { User } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogText, DialogTitle } from "@/components/ui/dialog";
import { SignInForm } from "@/features/auth/SignInForm";
import { useQueue } from "@/features/upload/uploads";
import { counted } from "@/lib/format";

/** The session ended in the middle: the page stays as it is, uploads wait, and the password is asked for over it. */
export default function SignInAgain({ user }: { user: User }) {
  const waiting = useQueue().entries.filter(({ state }) => state !== "landed" && state !== "missed").length;
  return (
    <Dialog open>
      <DialogContent onEscapeKeyDown={stay} onInteractOutside={stay}>
        <DialogTitle>You were signed out</DialogTitle>
        <DialogText>
          {waiting > 0
            ? `${counted(waiting, "upload waits", "uploads wait")}; sign in and ${waiting === 1 ? "it goes" : "they go"} on.`
            : "Sign in and go on where you were."}
        </DialogText>
        <p className="mt-3 mb-2">
          Signing in as <b className="font-medium">{user.username}</b>
        </p>
        <SignInForm login={user.username} />
        <Button
          variant="ghost"
          className="mt-2 w-full"
          onClick={() => {
            session.signedOut();
          }}
        >
          {waiting > 0 ? "Be somebody else, and drop what waits" : "Be somebody else"}
        </Button>
      </DialogContent>
    </Dialog>
  );
}

/** It can't be dismissed: nothing behind it works without a session. */
function stay(event: Event): void {
  event.preventDefault();
}
