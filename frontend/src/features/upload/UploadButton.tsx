import { SlidersHorizontal } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";

import { EXPIRIES, setUploadOptions, useUploadOptions } from "./options";
import { useUploads } from "./UploadProvider";

/** The way in by hand, and beside it how files are sent. */
export function UploadButton() {
  const { choose } = useUploads();
  return (
    <span className="flex items-center gap-2 max-md:hidden">
      <UploadOptionsButton />
      <Button variant="go" kbd="U" onClick={choose}>
        Upload
      </Button>
    </span>
  );
}

function UploadOptionsButton() {
  const options = useUploadOptions();
  const plain = options.isPublic && options.expiresIn === null;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="line" aria-label="How files are sent">
          <SlidersHorizontal className="size-3.5" aria-hidden />
          {!plain && (options.isPublic ? "Public" : "Private")}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-[264px] p-4">
        <h2 className="mb-2 font-semibold">New files</h2>
        <div className="grid gap-3">
          <Segments
            label="Who sees them"
            size="sm"
            value={options.isPublic ? "public" : "private"}
            options={[
              { value: "public", label: "With the link" },
              { value: "private", label: "Only me" },
            ]}
            onChange={(value) => {
              setUploadOptions({ isPublic: value === "public" });
            }}
          />
          <Select
            label="Expires"
            value={String(options.expiresIn)}
            options={EXPIRIES.map(({ seconds, label }) => ({ value: String(seconds), label }))}
            onChange={(event) => {
              const { value } = event.target;
              setUploadOptions({ expiresIn: value === "null" ? null : Number(value) });
            }}
          />
        </div>
        <p className="mt-3 text-caption text-ink-3">Kept in this browser, for what you send next.</p>
      </PopoverContent>
    </Popover>
  );
}
