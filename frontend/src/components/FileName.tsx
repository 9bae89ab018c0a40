import { splitName, visible } from "@/lib/names";

interface FileNameProps {
  name: string;
  className?: string;
}

/** Not `truncate`: that would swallow the space where a name is cut between two words. */
const CUT = "overflow-hidden text-ellipsis";

/** A name on one line, cut in the middle where it is too long; whole in its tooltip. */
export function FileName({ name, className = "" }: FileNameProps) {
  const { head, tail } = splitName(visible(name));
  return (
    <bdi className={`flex min-w-0 whitespace-pre [&:dir(rtl)]:justify-end ${className}`} title={visible(name)}>
      {head && <span className={CUT}>{head}</span>}
      <span className={head ? "flex-none" : CUT}>{tail}</span>
    </bdi>
  );
}
