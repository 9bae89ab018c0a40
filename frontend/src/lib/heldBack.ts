/** Of a file that is kept and not served, since the scanner was down when it came. */
export const HELD_BACK = "Held back: the scanner has not looked at it yet. It opens by itself.";
