import { api, orThrow, useUser } from "@/api/client";
import { session } from "@/api/session";
import type { UploadDefaults } from "@/api/types";
import { toast } from "@/components/ui/toast";
import { reasonOf } from "@/lib/problem";

/** What holds for new files. A change is saved at once, says so, and can be undone. */
export function useDefaults() {
  const defaults = useUser().upload_defaults;
  const send = async (change: Partial<UploadDefaults>): Promise<boolean> => {
    try {
      session.userChanged(orThrow(await api.PATCH("/api/users/me", { body: { upload_defaults: change } })));
      return true;
    } catch (refused) {
      toast.error(reasonOf(refused));
      return false;
    }
  };
  const save = async (change: Partial<UploadDefaults>) => {
    const names = Object.keys(change) as (keyof UploadDefaults)[];
    const before = Object.fromEntries(names.map((name) => [name, defaults[name] ?? null]));
    if (await send(change)) toast("Saved", { undo: () => void send(before) });
  };
  return { defaults, save };
}
