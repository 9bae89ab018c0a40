import { useState } from "react";

import { cx } from "@/lib/cx";

const SIZES = { sm: "size-6 text-[11px]", lg: "size-14 text-[22px]" } as const;

/** A person's picture, else the first letter of the name. Beside the name it says nothing to readers. */
export function Avatar({ name, url, size = "sm" }: { name: string; url: string | null; size?: keyof typeof SIZES }) {
  const [failed, setFailed] = useState<string | null>(null);
  const looks = cx("flex-none rounded-full", SIZES[size]);
  if (url && url !== failed) {
    return (
      <img
        src={url}
        alt=""
        referrerPolicy="no-referrer"
        className={cx(looks, "bg-sunk object-cover")}
        onError={() => {
          setFailed(url);
        }}
      />
    );
  }
  return (
    <span aria-hidden className={cx(looks, "grid place-items-center bg-chart-1 font-semibold text-paper")}>
      {Array.from(name)[0]?.toUpperCase()}
    </span>
  );
}
