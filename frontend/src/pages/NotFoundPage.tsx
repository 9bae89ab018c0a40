import { useSession } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Link } from "react-router";

export default function NotFoundPage() {
  const { status } = useSession();
  return (
    <div className="mx-auto max-w-[1120px] px-4 md:px-6">
      <title>Nothing here · BulletDrop</title>
      <header className="flex h-[72px] items-center">
        <Link to="/" className="flex items-center gap-[9px] text-[14px] font-semibold">
          <Mark /> BulletDrop
        </Link>
      </header>
      <main className="mt-6 md:mt-12">
        <h1 className="text-statement font-semibold max-md:text-[24px]/8">There is nothing at this address.</h1>
        <p className="mt-2 mb-6 max-w-[60ch] border-b border-ink pb-6 text-reading text-ink-2">It may have been mistyped, or it was never public.</p>
        <Button asChild variant="ink">
          <Link to={status === "user" ? "/library" : "/"}>{status === "user" ? "To the library" : "To the start"}</Link>
        </Button>
      </main>
    </div>
  );
}
