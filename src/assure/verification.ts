import type { DigestFinding, DigestState, FileFinding, FileState, Finding, RecordFinding } from './finding';

/** `proven`: every log file is intact. `invalid`: something was changed or is missing. `unproven`: neither. */
export type VerificationStatus = 'proven' | 'invalid' | 'unproven';

interface Counted {
  readonly status: VerificationStatus;
  readonly digests: Readonly<Record<DigestState | 'gap', number>>;
  /** `named` = intact + altered + missing + notIngested + incomplete + unread. */
  readonly files: Readonly<Record<'named' | FileState, number>>;
  /** Earliest and latest time that valid digests cover; absent if there is no valid digest. */
  readonly since?: string;
  readonly until?: string;
}

/** The counts of one account, Region and UTC day. */
export interface VerifiedDay extends Counted {
  readonly account: string;
  readonly region: string;
  readonly day: string;
}

/** Something that is not proven, with the reason. */
export interface Failure {
  /** `s3://bucket/key`, the key if the bucket is not known, or the trail. */
  readonly object: string;
  /** `audit`: a file of the audit itself. It has no account, Region and day. */
  readonly kind: 'digest' | 'file' | 'record' | 'audit';
  readonly state: string;
  readonly reason: string;
  readonly account?: string;
  readonly region?: string;
  /** UTC day, `YYYY-MM-DD`. */
  readonly day?: string;
  /** Set for a digest of a backfill. */
  readonly isBackfill?: boolean;
}

/** The result of a verification. */
export interface Verification extends Counted {
  /** Compared records. `checked` is 0 unless records were compared. */
  readonly records: Readonly<Record<'checked' | 'missing' | 'altered' | 'added', number>>;
  /** The first 10,000 failures. */
  readonly failures: readonly Failure[];
  /** Number of failures that are not listed. */
  readonly failuresOmitted: number;
  /** Sorted by account, Region and day. */
  readonly days: readonly VerifiedDay[];
}

const MAXIMUM_FAILURES = 10_000;

/** Follows a verification. The next finding waits for a promise that `onFailure` returns. */
export interface Observer {
  readonly onFinding?: (finding: Finding) => void;
  /** Called with each failure, also beyond those that the result lists. */
  readonly onFailure?: (failure: Failure) => Promise<void>;
}

/** Adds up the findings of a verification. */
export async function collectVerification(
  findings: AsyncIterable<Finding>,
  { onFinding, onFailure }: Observer = {},
): Promise<Verification> {
  const total = new Counts();
  const days = new Map<string, Counts & { at: Pick<VerifiedDay, 'account' | 'region' | 'day'> }>();
  const failures: Failure[] = [];
  let failuresOmitted = 0;
  const records = { checked: 0, missing: 0, altered: 0, added: 0 };
  let isDamaged = false;
  const addFailure = async (failure: Failure) => {
    await onFailure?.(failure);
    if (failures.length < MAXIMUM_FAILURES) failures.push(failure);
    else failuresOmitted += 1;
  };
  for await (const finding of findings) {
    onFinding?.(finding);
    if (finding.kind === 'audit') {
      isDamaged = true;
      await addFailure(finding);
      continue;
    }
    if (finding.kind === 'compared') {
      records.checked += finding.records;
      continue;
    }
    if (finding.kind === 'record') {
      records[finding.state] += 1;
      await addFailure(toRecordFailure(finding));
      continue;
    }
    const { account, region, day } = finding;
    const name = `${account}/${region}/${day}`;
    const ofDay = days.get(name) ?? Object.assign(new Counts(), { at: { account, region, day } });
    days.set(name, ofDay);
    total.add(finding);
    ofDay.add(finding);
    const failure = toFailure(finding, ofDay);
    if (failure) await addFailure(failure);
  }
  const { status, ...counts } = total.finish();
  return {
    status: isDamaged || records.missing + records.altered + records.added > 0 ? 'invalid' : status,
    ...counts,
    records,
    failures,
    failuresOmitted,
    days: [...days]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, counts]) => ({ ...counts.at, ...counts.finish() })),
  };
}

const toRecordFailure = ({ reason = '', ...found }: RecordFinding): Failure => ({ ...found, reason });

function toFailure(finding: DigestFinding | FileFinding, ofDay: Counts): Failure | undefined {
  const { object, kind, state, reason, account, region, day } = finding;
  if (reason === undefined) return undefined;
  // Their number is in the counts. They are many where validation was switched on late.
  if (state === 'uncovered' && ofDay.files.uncovered > 1) return undefined;
  const isBackfill = finding.kind === 'digest' && finding.isBackfill;
  return { object, kind, state, reason, account, region, day, ...(isBackfill && { isBackfill }) };
}

/** Counts findings. */
class Counts {
  readonly digests = { valid: 0, invalid: 0, missing: 0, unverified: 0, gap: 0 };
  readonly files = {
    ...{ named: 0, intact: 0, altered: 0, missing: 0, notIngested: 0, incomplete: 0, unread: 0 },
    ...{ unreferenced: 0, pending: 0, uncovered: 0 },
  };
  private since: string | undefined;
  private until: string | undefined;

  add(finding: DigestFinding | FileFinding): void {
    if (finding.kind === 'file') {
      this.files[finding.state] += 1;
      if (NAMED.has(finding.state)) this.files.named += 1;
      return;
    }
    this.digests[finding.state] += 1;
    const { covers } = finding;
    if (!covers) return;
    if (this.since === undefined || covers.since < this.since) this.since = covers.since;
    if (this.until === undefined || covers.until > this.until) this.until = covers.until;
  }

  finish(): Counted {
    const { digests, files, since, until } = this;
    const range = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
    return { status: toStatus(this), digests, files, ...range };
  }
}

const NAMED: ReadonlySet<FileState> = new Set([
  ...(['intact', 'altered', 'missing', 'notIngested', 'incomplete', 'unread'] as const),
]);

function toStatus({ digests, files }: Pick<Counted, 'digests' | 'files'>): VerificationStatus {
  const isInvalid = [digests.invalid, digests.missing, files.altered, files.missing, files.notIngested];
  if (isInvalid.some((count) => count > 0)) return 'invalid';
  const isUnproven = [
    ...[digests.unverified, digests.gap, files.unread, files.incomplete],
    ...[files.unreferenced, files.uncovered],
  ];
  // Pending files change nothing: their digest is not due yet.
  return digests.valid === 0 || isUnproven.some((count) => count > 0) ? 'unproven' : 'proven';
}

/** The exit code of a verification: 0 proven, 1 something is invalid or missing, 2 something is not proven. */
export const toVerificationExitCode = ({ status }: Pick<Verification, 'status'>): 0 | 1 | 2 =>
  (({ proven: 0, invalid: 1, unproven: 2 }) as const)[status];
