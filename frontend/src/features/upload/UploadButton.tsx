import { SlidersHorizontal } from "lucide-react";
import { Suspense } from "react";

import { Button } from "@/components/ui/button";
import { useOpener } from "@/components/ui/useOpener";
import { lazyPart } from "@/lib/lazyPart";

import { chooseFiles } from "./door";
import { useUploadOptions } from "./options";

const loadPanel = () => import("./OptionsPanel");
const OptionsPanel = lazyPart(loadPanel);

/** The way in by hand, and beside it how files are sent. */
export function UploadButton() {
  return (
    <span className="flex items-center gap-2">
      <UploadOptionsButton />
      <Button variant="go" kbd="U" className="max-md:hidden" onClick={chooseFiles}>
        Upload
      </Button>
    </span>
  );
}

function UploadOptionsButton() {
  const options = useUploadOptions();
  const chosen = Object.keys(options).length > 0;
  const { button, opened } = useOpener("dialog", () => void loadPanel());
  return (
    <span className="relative flex">
      <Button variant="line" aria-label="How files are sent" {...button}>
        <SlidersHorizontal className="size-3.5" aria-hidden />
        {chosen && <span className="size-[5px] rounded-full bg-ink" aria-hidden />}
      </Button>
      {opened && (
        <Suspense>
          <OptionsPanel opened={opened} />
        </Suspense>
      )}
    </span>
  );
}
