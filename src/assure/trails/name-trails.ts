import { parseArn, partitionForRegion } from '../../audit/arn';
import { resourceName } from '../../audit/resource-name';
import { toMessage } from '../../errors';
import type { TrailLogging, TrailState } from '../coverage/trail-logging';
import type { FoundTrail, ListedTrail, TrailReader } from './trail-reader';

/** A trail that delivers to the audit, as its digests name it. */
export interface DeliveringTrail {
  /** Name of the trail, `@`, and its home Region. */
  readonly trail: string;
  /** Account of the log files: for a trail of an organization, any of its accounts. */
  readonly accountId: string;
  readonly isOrganizationTrail: boolean;
}

/** A trail, with its ARN. */
export interface NamedTrail {
  /** Without an account if the trail of an organization was not found. */
  readonly trailArn: string;
  readonly isOrganizationTrail: boolean;
  /** Why it was not found. */
  readonly reason?: string;
  /** Set if the ARN without an account is not needed any more, because the trail was found. */
  readonly isFoundElsewhere?: true;
}

/**
 * Finds the ARNs of trails that deliver or are known. Digests of an organization's trail name the accounts that it logs,
 * but not the one that owns it, so such a trail is looked for by name.
 * @param known the last entries of all histories
 * @param isAll true to look for trails that were not found before
 */
export async function nameTrails(
  reader: TrailReader,
  delivering: readonly DeliveringTrail[],
  known: readonly TrailLogging[],
  isAll: boolean,
): Promise<readonly NamedTrail[]> {
  const named = new Map<string, NamedTrail>();
  for (const { trailArn, isOrganizationTrail } of known) {
    if (parseArn(trailArn)?.account) named.set(trailArn, { trailArn, isOrganizationTrail });
  }
  const listed = new Map<string, Promise<readonly ListedTrail[] | string>>();
  for (const { trail, accountId, isOrganizationTrail } of delivering) {
    const { name, region, arn } = toNames(trail);
    if (!isOrganizationTrail) {
      named.set(arn(accountId), { trailArn: arn(accountId), isOrganizationTrail });
      continue;
    }
    if ([...named.values()].some((one) => one.isOrganizationTrail && isNamed(one.trailArn, name, region)))
      continue;
    const unnamed = arn('');
    const isKnown = known.some(({ trailArn }) => trailArn === unnamed);
    if (isKnown && !isAll) continue;
    if (!listed.has(region)) listed.set(region, reader.list(region).catch(toMessage));
    const found = await listed.get(region)!;
    const match =
      typeof found === 'string' ? undefined : found.find((one) => isNamed(one.trailArn, name, region));
    if (match) named.set(match.trailArn, { trailArn: match.trailArn, isOrganizationTrail });
    if (match && isKnown)
      named.set(unnamed, { trailArn: unnamed, isOrganizationTrail, isFoundElsewhere: true });
    if (!match)
      named.set(unnamed, { trailArn: unnamed, isOrganizationTrail, reason: toReason(trail, found) });
  }
  return [...named.values()];
}

function toNames(trail: string) {
  const at = trail.lastIndexOf('@');
  const [name, region] = [trail.slice(0, at), trail.slice(at + 1)];
  const arn = (account: string) =>
    `arn:${partitionForRegion(region)}:cloudtrail:${region}:${account}:trail/${name}`;
  return { name, region, arn };
}

const isNamed = (trailArn: string, name: string, region: string): boolean =>
  parseArn(trailArn)?.region === region && resourceName(trailArn).name === name;

const toReason = (trail: string, found: readonly ListedTrail[] | string): string =>
  typeof found === 'string' ? found : `the trail ${trail} of an organization is not visible in this account`;

/**
 * Asks what a trail logs now.
 * @throws AuditTrailError `ServiceFailed` if CloudTrail does not answer
 */
export async function askTrail(
  reader: TrailReader,
  named: NamedTrail,
  current: TrailLogging | undefined,
): Promise<TrailState> {
  const found = await find(reader, named);
  if (found.kind === 'found') return found.state;
  const { region = '' } = parseArn(named.trailArn) ?? {};
  const state = {
    trailArn: named.trailArn,
    isLogging: false,
    homeRegion: region,
    // If it is not known, the trail may log any Region.
    isMultiRegion: current?.isMultiRegion ?? true,
    isOrganizationTrail: named.isOrganizationTrail,
    selectors: [],
  };
  return found.kind === 'deleted'
    ? { ...state, from: 'api' }
    : { ...state, from: 'unknown', reason: found.reason };
}

async function find(reader: TrailReader, named: NamedTrail): Promise<FoundTrail> {
  const { trailArn, isOrganizationTrail, reason, isFoundElsewhere } = named;
  if (isFoundElsewhere) return { kind: 'deleted' };
  if (reason !== undefined) return { kind: 'unknown', reason };
  const account = parseArn(trailArn)?.account;
  if (account === reader.accountId || isOrganizationTrail) return reader.read(trailArn);
  const foreign = `the trail ${trailArn} belongs to account ${account}, and account ${reader.accountId} cannot read it`;
  return { kind: 'unknown', reason: foreign };
}
