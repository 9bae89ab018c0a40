export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** How large a picture is drawn, 1 being a pixel for a pixel, and how far its middle lies from the middle of its box. */
export interface View extends Point {
  scale: number;
}

const LARGEST = 16;
const STEPS = [0.05, 0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, LARGEST];

/** The scale at which all of it is seen; what is smaller than its box is not blown up. */
export function fitOf(picture: Size, box: Size): number {
  if (picture.width <= 0 || picture.height <= 0 || box.width <= 0 || box.height <= 0) return 1;
  return Math.min(1, box.width / picture.width, box.height / picture.height);
}

/** Never smaller than the whole picture, and never pulled out of its box. */
export function bounded({ scale, x, y }: View, picture: Size, box: Size): View {
  const held = Math.min(LARGEST, Math.max(fitOf(picture, box), scale));
  const reach = (drawn: number, room: number, at: number) => {
    const most = Math.max(0, (drawn - room) / 2);
    return Math.min(most, Math.max(-most, at));
  };
  return {
    scale: held,
    x: reach(picture.width * held, box.width, x),
    y: reach(picture.height * held, box.height, y),
  };
}

/** Another scale, so that what lies under this point, seen from the middle of the box, stays under it. */
export function zoomedAt(view: View, scale: number, at: Point, picture: Size, box: Size): View {
  const held = bounded({ ...view, scale }, picture, box).scale;
  const by = held / view.scale;
  return bounded({ scale: held, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, picture, box);
}

/** The next larger or smaller scale of those that people know. */
export function stepFrom(scale: number, up: boolean): number {
  const next = up ? STEPS.find((step) => step > scale * 1.01) : STEPS.findLast((step) => step < scale * 0.99);
  return next ?? scale;
}

/** What a click changes to: a pixel for a pixel, or twice that where all of it is seen so already. */
export function closerThan(fit: number): number {
  return fit < 0.99 ? 1 : 2;
}

export function isFit(view: View, picture: Size, box: Size): boolean {
  return Math.abs(view.scale - fitOf(picture, box)) < 0.001;
}
