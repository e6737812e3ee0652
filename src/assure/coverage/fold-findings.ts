import { toTime } from '../../time';
import { parseLocation } from '../../trail/object-place';
import type { TimeRange } from '../covered-time';
import type { DigestFinding, FileFinding, Finding } from '../finding';
import { buildDay } from './build-day';
import { TrailFindings } from './fold-trail';
import { groupBy } from './group-by';
import { type CoverageDay, NO_TRAIL } from './known-coverage';
import { type ListedSpan, toSpanDay } from './spans';
import { addUnnamedFiles, findUndigestedTime, type UnnamedFile } from './unnamed-spans';

export interface FoldOptions {
  /** Delivery time that was assessed. Default: what the digests that were found cover. */
  readonly range?: Partial<TimeRange>;
  /** Time of the assessment. */
  readonly now: Date;
  /** What digests were compared with. Default: `ledger`. */
  readonly comparedWith?: CoverageDay['comparedWith'];
  /**
   * Whether a trail without digests delivers to the same places. Files that no digest names are then its files.
   * Default: false.
   */
  readonly hasUndigestedTrail?: boolean;
}

/** What a place was found to have. */
interface PlaceFindings {
  readonly accountId: string;
  readonly region: string;
  bucket: string;
  readonly trails: Map<string, TrailFindings>;
  readonly unnamed: UnnamedFile[];
}

/** Folds the findings of a verification as they come. Memory holds them by digest. */
export class CoverageFold {
  readonly #places = new Map<string, PlaceFindings>();

  constructor(private readonly options: FoldOptions) {}

  add(finding: Finding): void {
    if (finding.kind !== 'digest' && finding.kind !== 'file') return;
    const place = this.#openPlace(finding);
    const { trail } = finding;
    if (trail === undefined) {
      if (finding.kind === 'file') place.unnamed.push(finding);
      return;
    }
    const findings = place.trails.get(trail) ?? new TrailFindings();
    place.trails.set(trail, findings);
    if (finding.kind === 'digest') findings.addDigest(finding);
    else findings.addFile(finding);
  }

  /** The days of each place and trail, by place, trail and day. */
  finish(): CoverageDay[] {
    return [...this.#places.values()].flatMap((place) => this.#toDays(place));
  }

  #openPlace({ account, region, object }: DigestFinding | FileFinding): PlaceFindings {
    const name = `${account}/${region}`;
    const place = this.#places.get(name) ?? {
      ...{ accountId: account, region, bucket: '' },
      ...{ trails: new Map(), unnamed: [] },
    };
    this.#places.set(name, place);
    const { bucket } = parseLocation(object);
    if (bucket !== '') place.bucket = bucket;
    return place;
  }

  #toDays(place: PlaceFindings): CoverageDay[] {
    const { range = {}, now, hasUndigestedTrail = place.trails.size === 0 } = this.options;
    const trails = new Map(
      [...place.trails].map(([trail, findings]): [string, ListedSpan[]] => [trail, findings.toSpans(range)]),
    );
    if (!hasUndigestedTrail) addUnnamedFiles(trails, place.unnamed);
    else if (place.unnamed.length > 0) {
      trails.set(NO_TRAIL, findUndigestedTime(place.unnamed, { until: toTime(now.getTime()), ...range }));
    }
    return [...trails].flatMap(([trail, spans]) => this.#splitIntoDays(place, trail, spans));
  }

  #splitIntoDays(
    { accountId, region, bucket }: PlaceFindings,
    trail: string,
    spans: readonly ListedSpan[],
  ): CoverageDay[] {
    const days = groupBy(spans, ({ until }) => toSpanDay(until));
    const { comparedWith = 'ledger', now } = this.options;
    const facts = { accountId, region, trail, bucket, comparedWith, assessedAt: now.toISOString() };
    return [...days].sort().map(([day, parts]) => buildDay({ ...facts, day }, parts));
  }
}

/** What the findings of a verification say about each account, Region, trail and day. */
export function foldFindings(findings: Iterable<Finding>, options: FoldOptions): CoverageDay[] {
  const fold = new CoverageFold(options);
  for (const finding of findings) fold.add(finding);
  return fold.finish();
}
