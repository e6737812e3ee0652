import type { Place } from '../place/place';
import { formatTime } from '../text/time';
import type { StoryTimes } from './answer';

/** How a story at a place writes its times. */
export function toStoryTimes({ since, until, zone }: Pick<Place, 'since' | 'until' | 'zone'>): StoryTimes {
  const format = (time: string) => (/^\d{4}-/.test(time) ? formatTime(time, zone) : `${time} ago`);
  return {
    format,
    range: `between ${since === undefined ? 'the beginning' : format(since)} and ${until === undefined ? 'now' : format(until)}`,
  };
}
