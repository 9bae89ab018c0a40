import { Link } from "react-router";

import { useUser } from "@/api/client";
import { Button } from "@/components/ui/button";
import { LibraryScreen } from "@/features/library/LibraryScreen";
import { EmptyLibrary } from "@/features/library/States";
import { UploadButton } from "@/features/upload/UploadButton";
import { useUploads } from "@/features/upload/UploadProvider";
import { formatBytes } from "@/lib/format";

export default function LibraryPage() {
  const { choose } = useUploads();
  const { max_file_size: limit } = useUser();
  return (
    <>
      <title>Library · BulletDrop</title>
      <h1 className="sr-only">Library</h1>
      <LibraryScreen
        upload={<UploadButton />}
        empty={
          <EmptyLibrary
            limitWords={limit === null ? null : `Up to ${formatBytes(limit)} each`}
            onChoose={choose}
            device={
              <Button asChild>
                <Link to="/devices">Set up a device</Link>
              </Button>
            }
          />
        }
      />
    </>
  );
}
