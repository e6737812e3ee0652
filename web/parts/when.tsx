import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';

/** A time, in the zone of the page. It stays on one line. */
export function When({ time }: { readonly time: string }) {
  const { place } = usePlace();
  return <time dateTime={time}>{formatTime(time, place.zone)}</time>;
}
