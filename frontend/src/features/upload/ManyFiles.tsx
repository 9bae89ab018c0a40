import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { formatBytes } from "@/lib/format";

interface ManyFilesProps {
  files: readonly File[];
  hidden: number;
  onSend: () => void;
  onClose: () => void;
}

/** A folder with more than a thousand files may be a slip of the hand: it is asked once. */
export function ManyFiles({ files, hidden, onSend, onClose }: ManyFilesProps) {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const count = files.length.toLocaleString();
  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }}>
      <DialogContent>
        <DialogTitle>Send {count} files?</DialogTitle>
        <p className="mt-1 text-ink-2">
          {formatBytes(bytes)} in all, each with its own link.
          {hidden > 0 && ` ${hidden.toLocaleString()} hidden files are left out.`}
        </p>
        <DialogActions>
          <Button onClick={onClose}>
            Keep them here
          </Button>
          <Button
            variant="ink"
            onClick={() => {
              onSend();
              onClose();
            }}
          >
            Send {count} files
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
