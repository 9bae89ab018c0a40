import { Suspense } from "react";

import { useUser } from "@/api/client";
import { Button } from "@/components/ui/button";
import { LibraryScreen } from "@/features/library/LibraryScreen";
import { chooseFiles } from "@/features/upload/door";
import { UploadButton } from "@/features/upload/UploadButton";
import { formatBytes } from "@/lib/format";
import { lazyPart } from "@/lib/lazyPart";
import { Link } from "react-router";

const EmptyLibrary = lazyPart(() => import("@/features/library/EmptyLibrary"));

export default function LibraryPage() {
  const { max_file_size: limit, trash_count: inTrash } = useUser();
  return (
    <>
      <title>Library · BulletDrop</title>
      <h1 className="sr-only">Library</h1>
      <LibraryScreen
        upload={<UploadButton />}
        empty={
          <Suspense>
            <EmptyLibrary
              inTrash={inTrash}
              limitWords={limit === null ? null : `Up to ${formatBytes(limit)} each`}
              onChoose={chooseFiles}
              device={
                <Button asChild>
                  <Link to="/devices">Set up a device</Link>
                </Button>
              }
            />
          </Suspense>
        }
      />
    </>
  );
}
