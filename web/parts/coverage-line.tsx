import type { Answer } from '../../src/http/operations';
import { formatCoverage } from '../../src/query/format-coverage';
import { Value } from './text';

type Coverage = Answer<'searchEvents'>['coverage'];

const STATUS_WORDS: Readonly<Record<Coverage['status'], string>> = {
  proven: 'Proven complete',
  ingested: 'Nothing known to be missing',
  'not-provable': 'Completeness not provable',
  incomplete: 'Incomplete',
};

/** How complete the answers on the page are: one line that opens to all reasons. */
export function CoverageLine({ coverage }: { readonly coverage: Coverage | undefined }) {
  if (!coverage) return <div class="coverage coverage-loading">Reading how complete the answer is…</div>;
  const [first = '', ...others] = formatCoverage(coverage, Date.now());
  const { status, reasons, places } = coverage;
  return (
    <details class={`coverage coverage-${status}`}>
      <summary>
        <strong>{STATUS_WORDS[status]}.</strong> <Value>{first}</Value>
      </summary>
      <div class="coverage-more">
        {others.map((line) => (
          <p key={line}>
            <Value>{line}</Value>
          </p>
        ))}
        <p>
          Accounts and Regions: {places.proven} of {places.expected} proven.
        </p>
        {reasons.length > 0 && (
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>
                <Value>{reason}</Value>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
