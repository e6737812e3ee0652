import type { Pages } from '../api/pages';
import { countWords, formatCount } from '../text/words';

/** Most uncompressed megabytes of log files that a page reads. */
const MOST_MEGABYTES = 256;

/** The way on to a page that reads log files, or that may be as empty as the one before, with its price. */
export function Continue({ pages }: { readonly pages: Pages }) {
  const { last, loadMore, isLoading } = pages;
  if (!last) return null;
  const { nextFiles } = last.searched;
  return (
    <p class="continue" role="status">
      {nextFiles === undefined ? describeNothing(pages) : describeFiles(nextFiles, pages)}{' '}
      <button type="button" onClick={loadMore} disabled={isLoading}>
        {isLoading
          ? 'Searching…'
          : nextFiles === undefined
            ? 'Go on searching'
            : `Read ${formatFiles(nextFiles)}`}
      </button>
    </p>
  );
}

function describeNothing({ last }: Pages): string {
  const { entries = 0, readUnits } = last?.searched ?? {};
  const price = readUnits === undefined ? '' : `, which took ${formatReadUnits(readUnits)}`;
  return `Nothing found in the last ${countWords(entries, 'entry', 'entries')} searched${price}. There are more.`;
}

/** What reading log files takes, before they are read. */
function describeFiles(nextFiles: number, { records, last, files, fileBytes }: Pages): string {
  const megabytes =
    files === 0
      ? `${MOST_MEGABYTES} MB at most`
      : `about ${formatCount(Math.ceil((nextFiles * fileBytes) / files / 1e6))} MB`;
  const price = [
    formatFiles(nextFiles),
    megabytes,
    ...(last?.searched.readUnits === undefined ? [] : [formatReadUnits(last.searched.readUnits)]),
  ].join(', ');
  const further = records.length === 0 ? 'Events that match' : 'Further events';
  const read = files === 0 ? '' : ` So far, ${formatFiles(files)} ${files === 1 ? 'was' : 'were'} read.`;
  return `${further} can be in log files. The next page reads up to ${price}.${read}`;
}

const formatFiles = (count: number): string => countWords(count, 'log file');
const formatReadUnits = (count: number): string => countWords(Math.ceil(count), 'read unit');
