import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { getUpload } from "@/features/library/requests";
import { LibraryStore } from "@/features/library/store";
import type { LandedFile } from "@/features/upload/types";

/** Takes what lands in the tray into the lists, without loading them anew. */
export function useLanded(): (file: LandedFile) => void {
  const client = useQueryClient();
  return useMemo(() => {
    const store = new LibraryStore(client);
    return ({ id }) => {
      getUpload(id).then(
        (upload) => {
          store.receive([upload]);
          store.recount();
        },
        () => {
          store.recount();
        },
      );
    };
  }, [client]);
}
