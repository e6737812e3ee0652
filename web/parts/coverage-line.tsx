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
  if (!coverage)
    return (
      <div class="coverage coverage-loading">Once there is an answer, this line says how complete it is.</div>
    );
  const [first = ''] = formatCoverage(coverage, Date.now());
  const { status } = coverage;
  return (
    <details class={`coverage coverage-${status}`}>
      <summary>
        <strong>{STATUS_WORDS[status]}.</strong> <Value>{first.replace(/^Incomplete: /, '')}</Value>
      </summary>
      <div class="coverage-more">
        <CoverageText coverage={coverage} />
      </div>
    </details>
  );
}

/** How complete an answer is, in all words but those of the line. */
export function CoverageText({ coverage }: { readonly coverage: Coverage }) {
  const [, ...others] = formatCoverage(coverage, Date.now());
  const { reasons, places } = coverage;
  return (
    <>
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
    </>
  );
}

/** Of the coverages of two answers on a page, the one that says less. Undefined until both are there. */
export const worseCoverage = (
  one: Coverage | undefined,
  other: Coverage | undefined,
): Coverage | undefined =>
  one && other && STATUSES.indexOf(other.status) > STATUSES.indexOf(one.status) ? other : (one ?? other);

const STATUSES = Object.keys(STATUS_WORDS);
