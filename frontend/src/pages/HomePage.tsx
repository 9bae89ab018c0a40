import type { AuthOptions } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Note } from "@/components/ui/states";
import { useAuthOptions } from "@/features/auth/requests";
import { formatBytes } from "@/lib/format";
import { Link } from "react-router";

import { Demo } from "./home/Demo";

const ACCOUNTS: Record<AuthOptions["registration"], string> = {
  open: "Open to anyone",
  invite: "By invitation",
  closed: "Made by whoever runs it",
};

export default function HomePage() {
  const { data: options } = useAuthOptions();
  return (
    <div className="mx-auto max-w-[1168px] px-4 md:px-6">
      <title>BulletDrop</title>
      <header className="flex h-[72px] items-center gap-2">
        <span className="flex items-center gap-[9px] text-[14px] font-semibold tracking-[-0.012em]">
          <Mark /> BulletDrop
        </span>
        <span className="ms-auto flex gap-2">
          {options?.registration === "open" && (
            // The sign-in page leads there, too; on the narrowest phones that is enough.
            <Button asChild variant="ghost" className="max-[379px]:hidden">
              <Link to="/register">Make an account</Link>
            </Button>
          )}
          <Button asChild variant="go">
            <Link to="/login">Sign in</Link>
          </Button>
        </span>
      </header>
      <main className="pb-14">
        <h1 className="mt-3 max-w-[34ch] text-[29px]/[35px] font-semibold tracking-[-0.032em] text-balance md:mt-12 md:text-[36px]/[43px]">
          Drop a file, and its short link is copied before you look up.
        </h1>
        <Demo />
        <section className="mt-7 grid gap-6 border-t border-line pt-5 md:mt-14 md:grid-cols-[minmax(0,1fr)_380px] md:gap-16">
          <div className="max-w-[60ch] text-reading text-ink-2">
            <h2 className="mb-1.5 font-semibold text-ink">What this is</h2>
            <p>
              A file host on a machine of its own. You drop, paste or shoot a file, and have an address for it that opens for
              whoever you give it to, until you take it back.
            </p>
            <p className="mt-3">What you delete is off at once, at every address, and stays in the trash for a while in case you meant another file.</p>
            {options?.needs_setup && (
              <div className="mt-4 text-body text-ink">
                <Note>Nobody runs this host yet. The server printed a setup link when it started.</Note>
              </div>
            )}
          </div>
          <Facts options={options} />
        </section>
      </main>
    </div>
  );
}

function Facts({ options }: { options: AuthOptions | undefined }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] self-start [&>*]:min-h-[34px] [&>*]:border-b [&>*]:border-line [&>*]:py-[7px] [&>dd]:text-end [&>dt]:text-ink-2">
      <dt>Accounts</dt>
      {/* Holds its line while the host is asked, so that nothing moves. */}
      <dd>{options && ACCOUNTS[options.registration]}</dd>
      <dt>Space each</dt>
      <dd>{options && sizeWords(options.limits.storage_limit)}</dd>
      <dt>Biggest file</dt>
      <dd>{options && sizeWords(options.limits.max_file_size)}</dd>
      <dt>Kept</dt>
      <dd>Until you delete it</dd>
      <dt>Works with</dt>
      <dd>ShareX, Flameshot, curl</dd>
    </dl>
  );
}

function sizeWords(limit: number | null) {
  return limit === null ? "No limit but the disk" : <span className="figures">{formatBytes(limit)}</span>;
}
