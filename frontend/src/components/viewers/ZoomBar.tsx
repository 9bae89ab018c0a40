import { Minus, Plus } from "lucide-react";

import { Button } from "@/components/ui/button";
import { cx } from "@/lib/cx";
import { formatNumber } from "@/lib/format";

interface ZoomBarProps {
  scale: number;
  /** What the figure in the middle does, in words. */
  label: string;
  onStep: (up: boolean) => void;
  onToggle: () => void;
  className?: string;
}

/** How large it is drawn, and the buttons for who has no wheel and no keys. */
export function ZoomBar({ scale, label, onStep, onToggle, className }: ZoomBarProps) {
  const percent = `${formatNumber(Math.round(scale * 100))} %`;
  return (
    <div role="group" aria-label="Zoom" className={cx("flex items-center gap-px coarse:gap-1", className)}>
      <Button variant="ghost" size="sm" square icon={Minus} aria-label="Smaller" title="Smaller, −" onClick={() => { onStep(false); }} />
      <Button variant="ghost" size="sm" className="figures min-w-14 px-1!" aria-label={`${percent}, ${label}`} title={label} onClick={onToggle}>
        {percent}
      </Button>
      <Button variant="ghost" size="sm" square icon={Plus} aria-label="Larger" title="Larger, +" onClick={() => { onStep(true); }} />
    </div>
  );
}
