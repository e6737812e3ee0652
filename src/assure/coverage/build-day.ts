import { compareCauses, MAXIMUM_EXCEPTIONS } from './causes';
import type { CoverageDay } from './known-coverage';
import { findLateness } from './lateness';
import { joinSpans, type ListedSpan } from './spans';

/** What a day says beside its spans. */
export type DayFacts = Omit<CoverageDay, 'spans' | 'exceptions' | 'exceptionsOmitted' | 'latenessSeconds'>;

/** A day with these spans and their exceptions, in the one form that days have. */
export function buildDay(facts: DayFacts, parts: readonly ListedSpan[]): CoverageDay {
  const joined = joinSpans(parts);
  const listed = joined.flatMap(({ since, listed }) =>
    listed.map((exception) => ({ ...exception, since })).sort(compareCauses),
  );
  const total = joined.reduce((sum, { exceptions = 0 }) => sum + exceptions, 0);
  const exceptions = listed.slice(0, MAXIMUM_EXCEPTIONS);
  const latenessSeconds = findLateness(joined);
  return {
    ...facts,
    spans: joined.map(({ listed, ...span }) => span),
    exceptions,
    exceptionsOmitted: total - exceptions.length,
    ...(latenessSeconds !== undefined && { latenessSeconds }),
  };
}

/** The spans of a day with their exceptions. */
export const listSpans = ({ spans, exceptions }: CoverageDay): ListedSpan[] =>
  spans.map((span) => ({ ...span, listed: exceptions.filter(({ since }) => since === span.since) }));
