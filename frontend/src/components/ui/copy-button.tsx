import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { copyText } from "@/lib/clipboard";

import { Button } from "./button";
import { toast } from "./toast";

interface CopyButtonProps {
  text: string;
  /** What is copied, as it stands in "Copy the token". */
  what: string;
  label?: string;
  variant?: "line" | "ghost" | "ink" | "go";
  size?: "md" | "sm";
  onCopied?: () => void;
}

/** Copies, and says so in the button itself. */
export function CopyButton({ text, what, label, variant = "ghost", size = "sm", onCopied }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => { setCopied(false); }, 2_000);
    return () => { clearTimeout(timer); };
  }, [copied]);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    if (done) onCopied?.();
    else toast.error("Couldn't copy: the browser said no.");
  };
  return (
    <Button variant={variant} size={size} square={!label} icon={copied ? Check : Copy} aria-label={label ? undefined : `Copy ${what}`} onClick={() => void copy()}>
      {label && (copied ? "Copied" : label)}
      <span role="status" className="sr-only">
        {copied && `Copied ${what}`}
      </span>
    </Button>
  );
}
