import { toEpochSeconds, toIso } from '../text/time';
import type { Place } from './place';

type Times = Pick<Place, 'since' | 'until'>;

/** Spans before now that can be chosen at once. */
export const PRESETS = ['1h', '3h', '12h', '1d', '7d', '30d'] as const;

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Seconds of a span such as `2h30m`, or undefined for another text. */
function parseSpan(text: string): number | undefined {
  if (!/^(?:\d+[mhd])+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([mhd])/g)].reduce(
    (seconds, [, count, unit = '']) => seconds + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}

/** Epoch seconds of a time, or of a span before now. NaN for another text. */
export function toSeconds(time: string, now: number): number {
  const span = parseSpan(time);
  return span === undefined ? toEpochSeconds(time) : now - span;
}

/**
 * The same length of time, earlier or later. All time has no length, and stays.
 * @param windows 1 for the next window, -1 for the one before
 * @param now epoch seconds
 */
export function shiftTimes({ since, until }: Times, windows: number, now: number): Times {
  if (since === undefined) return { since, until };
  const start = toSeconds(since, now);
  const end = until === undefined ? now : toSeconds(until, now);
  const shift = (end - start) * windows;
  if (!Number.isFinite(shift)) return { since, until };
  return { since: toIso(start + shift), until: toIso(end + shift) };
}

/** Some minutes before and after a time. */
export function aroundTime(time: string, minutes: number): Times {
  const at = toEpochSeconds(time);
  return { since: toIso(at - minutes * 60), until: toIso(at + minutes * 60) };
}
