/**
 * Joins what is asked for in quick succession: runs once in a while and never twice at a time, and once
 * more after the last call. Others' calls never put it off, so that figures keep up with a long upload.
 */
export function paced(run: () => Promise<unknown>, everyMs: number): () => void {
  let asked = 0;
  let busy = false;

  const start = () => {
    busy = true;
    setTimeout(() => void go(), everyMs);
  };
  const go = async () => {
    const seen = asked;
    // A failure is left to whoever runs: the next call comes soon.
    await run().catch(() => undefined);
    busy = false;
    if (asked !== seen) start();
  };

  return () => {
    asked += 1;
    if (!busy) start();
  };
}
