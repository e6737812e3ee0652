const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Distances between ticks that people read easily, in seconds. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 30, 60, 90, 180, 365].map((days) => days * DAY),
];

/** Room for one label, in pixels. */
const LABEL_WIDTH = 64;

/** Times to label on an axis from `start` to `end`, in epoch seconds: as many as fit the width. */
export function chooseTicks(start: number, end: number, width: number): number[] {
  const most = Math.max(1, Math.floor(width / LABEL_WIDTH));
  const step = STEPS.find((seconds) => (end - start) / seconds <= most) ?? STEPS.at(-1)!;
  const first = Math.ceil(start / step) * step;
  const count = Math.max(0, Math.ceil((end - first) / step));
  return Array.from({ length: count }, (_, index) => first + index * step);
}
