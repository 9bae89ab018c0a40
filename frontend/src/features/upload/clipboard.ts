/**
 * Copies text that is not known yet. Browsers allow a write only within the gesture, so the promise
 * itself is handed over now and settles when the links exist. Where that is not possible, it is
 * tried again once the text is there. False: the browser said no, and a row has to offer "Copy".
 */
export async function copyWhenReady(text: Promise<string>): Promise<boolean> {
  return (await writePromise(text)) || writeLate(text);
}

async function writePromise(text: Promise<string>): Promise<boolean> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (!clipboard || typeof ClipboardItem === "undefined") return false;
  try {
    const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
    // Its failure is the write's failure; without this it would also count as unhandled.
    blob.catch(() => undefined);
    await clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return false;
  }
}

async function writeLate(text: Promise<string>): Promise<boolean> {
  try {
    const value = await text;
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
