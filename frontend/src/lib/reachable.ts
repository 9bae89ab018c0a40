/** Whether the host answers at all. */
export async function reachable(): Promise<boolean> {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8_000) });
    return answer.ok;
  } catch {
    return false;
  }
}
