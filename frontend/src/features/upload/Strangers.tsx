import { ConfirmDialog } from "@/components/ui/dialog";
import { counted } from "@/lib/format";

import { keeper, useStrangers } from "./uploads";

/** Somebody else left uploads in this browser. They are not sent in this account, and not dropped without asking. */
export function Strangers() {
  const count = useStrangers();
  return (
    <ConfirmDialog
      open={count > 0}
      title={`Drop what another account left here?`}
      text={`${counted(count, "upload waits", "uploads wait")} for it in this browser. This can't be undone.`}
      keep="Keep"
      act={`Drop ${counted(count, "upload", "uploads")}`}
      onAct={() => {
        keeper.dropStrangers();
      }}
      onClose={() => {
        keeper.leaveStrangers();
      }}
    />
  );
}
