import { basename, resolve } from 'node:path';
import type { Hono } from 'hono';
import { AuditTrailError, toMessage } from '../../errors';
import type { Guard } from '../../http/guard';
import { type Io, note } from '../output/io';
import { checkProfile } from '../shell/aws-configuration';
import { type Connection, withAudit } from '../shell/connect';
import type { PlaceOptions } from '../shell/options';

export interface ApiPlaceOptions extends PlaceOptions {
  api?: string;
}

/** The API that the page asks, and what it is about. */
export interface ExploredApi {
  readonly api: Pick<Hono, 'fetch'>;
  /** In words. */
  readonly audit: string;
  /** Time range of the first view. Absent for all time. */
  readonly since?: string;
}

/** Time range of the first view of a deployed audit. A data folder is shown as a whole. */
const DEPLOYED_SINCE = '1d';

/**
 * Opens the audit that the options name, or a deployed API, runs `work` with it, and closes it.
 * @throws AuditTrailError `InvalidArgument` for options that exclude each other; `Configuration` without a Region or
 *   credentials; as `withAudit`
 */
export async function withApi(
  io: Io,
  options: ApiPlaceOptions,
  guard: Guard,
  work: (explored: ExploredApi) => Promise<void>,
): Promise<void> {
  if (options.api !== undefined) {
    await work({ ...(await openSignedApi(io, options, options.api, guard)), since: DEPLOYED_SINCE });
    return;
  }
  const ask = async ({ log }: Connection) => {
    const { createHttpApi } = await import('../../http/api');
    const onError = (error: unknown) => note(io, `ddb-audit: ${toMessage(error)}`);
    const api = createHttpApi(log, { guard, onError });
    const { local, stack, tableName } = options;
    await (local === undefined
      ? work({ api, audit: stack ?? tableName ?? 'Deployed audit', since: DEPLOYED_SINCE })
      : work({ api, audit: basename(resolve(local)) }));
  };
  await withAudit(io, options, ask, ['--api URL']);
}

const OTHERS = ['local', 'stack', 'tableName', 'ledgerTableName', 'endpointUrl'] as const;

async function openSignedApi(
  io: Io,
  options: ApiPlaceOptions,
  api: string,
  guard: Guard,
): Promise<ExploredApi> {
  if (OTHERS.some((name) => options[name] !== undefined)) {
    throw new AuditTrailError(
      'InvalidArgument',
      '--api cannot be combined with --local, --stack, or the names of tables. Use one of them.',
    );
  }
  const profile = options.profile ?? io.env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const url = new URL(api);
  const region = options.region ?? findRegion(url) ?? io.env.AWS_REGION;
  if (!region) {
    throw new AuditTrailError('Configuration', `The Region of ${url.host} is not known. Specify --region.`);
  }
  const [{ fromNodeProviderChain }, { createSignedApi }] = await Promise.all([
    import('@aws-sdk/credential-providers'),
    import('./signed-api'),
  ]);
  const credentials = fromNodeProviderChain(profile ? { profile } : {});
  await credentials(); // Says at once if there are none.
  return { api: createSignedApi({ url, region, credentials, guard }), audit: url.host };
}

/** The Region in the host name of a Lambda function URL. */
const findRegion = ({ hostname }: URL): string | undefined =>
  /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/.exec(hostname)?.[1];
