import { bytesOfHash } from "@/lib/thumbhash";
import { pixelsOf } from "@/lib/thumbhashPixels";

/** The tiny picture that a hash stands for, as an address; null where there is none. */
export function placeholderOf(hash: string | null | undefined): string | null {
  const bytes = hash ? bytesOfHash(hash) : null;
  if (!bytes) return null;
  const { width, height, data } = pixelsOf(bytes);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas.toDataURL();
}
