import type { CoverageDay, CoverageSpan } from './known-coverage';

type Joined = { -readonly [Property in keyof CoverageSpan]: CoverageSpan[Property] };

/**
 * Past days of many places, with the proven time of each trail as one span: nearly all days are proven, and a question
 * about an organization reads 250,000 of them.
 */
export class JoinedDays {
  readonly #trails = new Map<string, { readonly first: CoverageDay; readonly spans: Joined[] }>();

  /** Days of a trail must come in order. */
  add(day: CoverageDay): void {
    const name = `${day.accountId}/${day.region}/${day.trail}`;
    const known = this.#trails.get(name);
    const spans = known?.spans ?? [];
    if (!known) this.#trails.set(name, { first: day, spans });
    for (const span of day.spans) {
      const last = spans.at(-1);
      if (last?.state === 'proven' && span.state === 'proven' && last.until === span.since)
        extend(last, span);
      else spans.push({ ...span });
    }
  }

  /** A day for each trail, which stands for all of them. */
  finish(): CoverageDay[] {
    return [...this.#trails.values()].map(({ first, spans }) => ({ ...first, spans }));
  }
}

function extend(last: Joined, { until, digests, files, latenessSeconds }: CoverageSpan): void {
  last.until = until;
  last.digests += digests;
  last.files += files;
  if (latenessSeconds !== undefined && latenessSeconds > (last.latenessSeconds ?? 0)) {
    last.latenessSeconds = latenessSeconds;
  }
}
