import type { Counted } from '../api/use-counted';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { countWords, formatCount } from '../text/words';
import { Value } from './text';

interface LimitProps {
  /** What was counted, such as the values of a filter. */
  readonly counts: {
    readonly records: number;
    readonly matching?: number | undefined;
    readonly countedSince?: string | undefined;
    readonly incomplete?: string | undefined;
  };
  readonly counted: Pick<Counted<unknown>, 'countMore' | 'price' | 'isLoading'>;
}

/** Which events were counted, if not all of them, and what it takes to count more. */
export function CountLimit({
  counts: { records, matching, countedSince, incomplete },
  counted: { countMore, price, isLoading },
}: LimitProps) {
  const { place } = usePlace();
  return (
    <>
      {countedSince !== undefined && (
        <p class="note count-limit">
          Newest {formatCount(records)}
          {matching !== undefined && ` of ${formatCount(matching)}`}, since{' '}
          {formatTime(countedSince, place.zone)}.{' '}
          {countMore && (
            <button type="button" class="quiet" disabled={isLoading} onClick={countMore}>
              {isLoading ? 'Counting…' : 'Count more'}
              {price !== undefined && !isLoading && ` (about ${countWords(Math.ceil(price), 'read unit')})`}
            </button>
          )}
        </p>
      )}
      {incomplete !== undefined && (
        <p class="note count-limit">
          <Value>{`Not all events: ${incomplete}.`}</Value>
        </p>
      )}
    </>
  );
}

interface NoticesProps {
  readonly notices?: readonly string[] | undefined;
  /** Notices that stand elsewhere on the page. */
  readonly said?: readonly string[] | undefined;
}

/** What to know about counts. */
export const CountNotices = ({ notices = [], said = [] }: NoticesProps) => (
  <>
    {notices
      .filter((notice) => !said.includes(notice))
      .map((notice) => (
        <p key={notice} class="note count-limit">
          <Value>{notice}</Value>
        </p>
      ))}
  </>
);
