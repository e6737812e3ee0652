import { buildDay, listSpans } from '../../assure/coverage/build-day';
import { Causes } from '../../assure/coverage/causes';
import { groupBy } from '../../assure/coverage/group-by';
import type { CoverageDay } from '../../assure/coverage/known-coverage';
import { type ListedSpan, overlaps, toSpanDay } from '../../assure/coverage/spans';
import { addUnnamedFiles, toWindow, type UnnamedFile } from '../../assure/coverage/unnamed-spans';
import { toDeliveryTime } from '../../trail/digest-key';
import type { ChangedFiles } from './find-changes';

const REASONS: Readonly<Record<ChangedFiles['state'], (files: number) => string>> = {
  unnamed: (files) => `${toSubject(files)} not named by any digest that was verified`,
  altered: (files) => `${toSubject(files)} ingested with a content that no digest signs`,
  incomplete: (files) =>
    `records of ${files === 1 ? 'this log file' : `${files} log files of this hour`} could not be audited`,
};

const toSubject = (files: number): string =>
  files === 1 ? 'it was' : `${files} log files of this hour were`;

/**
 * What was verified, less what the ledger says against it now. Each change concerns the time in which its files were
 * delivered.
 */
export function applyChanges(days: readonly CoverageDay[], changes: readonly ChangedFiles[]): CoverageDay[] {
  const changesByPlace = groupBy(changes, toPlace);
  return [...groupBy(days, toPlace)].flatMap(([place, ofPlace]) => {
    const found = changesByPlace.get(place);
    return found ? applyToPlace(ofPlace, found) : ofPlace;
  });
}

const toPlace = ({ accountId, region }: { accountId: string; region: string }) => `${accountId}/${region}`;

function applyToPlace(days: readonly CoverageDay[], changes: readonly ChangedFiles[]): CoverageDay[] {
  const spansByTrail = new Map(
    [...groupBy(days, ({ trail }) => trail)].map(([trail, ofTrail]): [string, ListedSpan[]] => [
      trail,
      ofTrail.flatMap(listSpans).map((span) => addChanges(span, changes)),
    ]),
  );
  addUnnamedFiles(spansByTrail, changes.filter(({ state }) => state === 'unnamed').flatMap(toUnnamedFiles));
  return days.map(({ spans, exceptions, exceptionsOmitted, latenessSeconds, ...facts }) =>
    buildDay(
      facts,
      spansByTrail.get(facts.trail)!.filter(({ until }) => toSpanDay(until) === facts.day),
    ),
  );
}

/** Adds the files that a digest names and that were changed. */
function addChanges(span: ListedSpan, changes: readonly ChangedFiles[]): ListedSpan {
  const found = changes.filter(
    (change) =>
      change.state !== 'unnamed' && toUnnamedFiles(change).some((file) => overlaps(span, toWindow(file))),
  );
  return new Causes(
    found.map(({ first, files, state }) => ({
      ...{ object: first, state: 'incomplete', reason: REASONS[state](files) },
    })),
  ).addTo(span);
}

/** The first and the last file of an hour stand for all of them. */
function toUnnamedFiles({ first, last, day, state, files }: ChangedFiles): UnnamedFile[] {
  return [...new Set([first, last])].map((object) => {
    const deliveredAt = toDeliveryTime(object);
    const reason = REASONS[state](files);
    return { object, day, state: 'unreferenced', reason, ...(deliveredAt !== undefined && { deliveredAt }) };
  });
}
