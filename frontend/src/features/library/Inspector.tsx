import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

import { CopyButton } from "@/components/ui/copy-button";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import { Segments } from "@/components/ui/segments";
import { formatBytes } from "@/lib/format";
import { visible } from "@/lib/names";

import type { Actions } from "./actions";
import { HOUR, longer } from "./expiry";
import { ExpiryItems } from "./ExpiryItems";
import { typeWord } from "./kinds";
import { PasswordPick } from "./PasswordPick";
import { RemovedSection } from "./RemovedSection";
import type { Upload } from "./requests";
import { ViewsPick } from "./ViewsPick";
import { expiryWords, momentWords } from "./words";

interface InspectorProps {
  upload: Upload;
  actions: Actions;
  onEdit: () => void;
}

/** What there is to know of a file, and who may see it. Acts at once. */
export function Inspector({ upload, actions, onEdit }: InspectorProps) {
  return (
    <aside
      aria-label="About this file"
      className="border-line xl:overflow-auto xl:border-s xl:[scrollbar-width:thin]"
    >
      <Section title="Views">
        <p className="flex items-baseline gap-2">
          <span className="text-figure font-semibold tabular-nums">
            {upload.view_count.toLocaleString()}
          </span>
          <span className="text-ink-3">
            {upload.view_count === 0 ? "Nobody has opened it yet" : "since it landed"}
          </span>
        </p>
      </Section>
      <AccessSection upload={upload} actions={actions} />
      <RemovedSection upload={upload} />
      <NameSection upload={upload} onEdit={onEdit} />
      <DetailsSection upload={upload} />
    </aside>
  );
}

function AccessSection({ upload, actions }: Pick<InspectorProps, "upload" | "actions">) {
  return (
    <Section title="Access">
      <dl className={PAIRS}>
        <Pair name="Who">
          <Segments
            label="Who sees it"
            size="sm"
            value={upload.is_public ? "public" : "private"}
            options={[
              { value: "public", label: "Anyone with the link" },
              { value: "private", label: "Only me" },
            ]}
            onChange={(value) => void actions.setPublic([upload], value === "public")}
          />
        </Pair>
        <Pair name="Expires">
          <ExpiryPick upload={upload} actions={actions} />
        </Pair>
        <Pair name="Password">
          <PasswordPick key={upload.id} upload={upload} />
        </Pair>
        <Pair name="Views at most">
          <ViewsPick key={upload.id} upload={upload} />
        </Pair>
      </dl>
    </Section>
  );
}

function NameSection({ upload, onEdit }: Pick<InspectorProps, "upload" | "onEdit">) {
  return (
    <Section title="Name">
      <dl className={PAIRS}>
        <Pair name="File">
          <bdi className="py-1.5 [overflow-wrap:anywhere]">{visible(upload.original_filename)}</bdi>
        </Pair>
        <Pair name="In the link">
          {upload.custom_name ? (
            <span className="figures [overflow-wrap:anywhere]">{upload.custom_name}</span>
          ) : (
            <span className="text-ink-3">random</span>
          )}
        </Pair>
      </dl>
      <button
        type="button"
        className="mt-1 inline-flex items-center underline decoration-edge underline-offset-3 coarse:min-h-11"
        onClick={onEdit}
      >
        Rename, or change the link
      </button>
    </Section>
  );
}

function DetailsSection({ upload }: Pick<InspectorProps, "upload">) {
  return (
    <Section title="Details">
      <dl className={PAIRS}>
        <Pair name="Type">
          {typeWord(upload)} <span className="figures truncate text-ink-3">{upload.mime_type}</span>
        </Pair>
        <Pair name="Size">
          <span className="figures">{formatBytes(upload.file_size)}</span>
        </Pair>
        {upload.width !== null && upload.height !== null && (
          <Pair name="Dimensions">
            <span className="figures">
              {upload.width} × {upload.height}
            </span>
          </Pair>
        )}
        <Pair name="Landed">{momentWords(upload.created_at)}</Pair>
        <Pair name="SHA-256">
          <span className="figures truncate" title={upload.file_hash}>
            {upload.file_hash.slice(0, 12)}…{upload.file_hash.slice(-4)}
          </span>
          <CopyButton text={upload.file_hash} what="the SHA-256" />
        </Pair>
      </dl>
    </Section>
  );
}

const PAIRS =
  "grid grid-cols-[96px_minmax(0,1fr)] items-start gap-x-3 coarse:gap-y-2 [&>*]:flex [&>*]:min-h-8 [&>*]:min-w-0 [&>*]:items-center [&>*]:gap-2";

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 pt-3.5 pb-4 md:px-5">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function ExpiryPick({ upload, actions }: { upload: Upload; actions: Actions }) {
  const words = upload.expires_at ? expiryWords(upload.expires_at, Date.now()) : "Never";
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Menu>
        <MenuTrigger className="inline-flex h-7 items-center gap-1.5 rounded-md border border-edge bg-raised px-2 whitespace-nowrap coarse:h-9">
          {words}
          <ChevronDown className="size-[13px] text-ink-3" aria-hidden />
        </MenuTrigger>
        <MenuContent align="start" aria-label="Expires">
          <ExpiryItems
            expiresAt={upload.expires_at}
            onExpiry={(expiresAt) => void actions.setExpiry([upload], expiresAt)}
          />
        </MenuContent>
      </Menu>
      {upload.expires_at && <Longer upload={upload} expiresAt={upload.expires_at} actions={actions} />}
    </div>
  );
}

const EXTENSIONS = [1, 7] as const;

/** The moment when the link ends, and buttons that put it off. */
function Longer({ upload, expiresAt, actions }: { upload: Upload; expiresAt: string; actions: Actions }) {
  return (
    <>
      <span className="flex gap-1.5">
        {EXTENSIONS.map((days) => (
          <button
            key={days}
            type="button"
            aria-label={days === 1 ? "1 day longer" : `${days} days longer`}
            className="h-7 rounded-md border border-edge px-2 whitespace-nowrap text-ink-2 hover:bg-sunk coarse:h-9"
            onClick={() => void actions.setExpiry([upload], longer(expiresAt, days * 24 * HOUR))}
          >
            {days === 1 ? "+1 day" : `+${days} days`}
          </button>
        ))}
      </span>
      <span className="basis-full text-ink-3">{momentWords(expiresAt)}</span>
    </>
  );
}
