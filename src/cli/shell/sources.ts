import { AuditTrailError } from '../../errors';
import type { SourceLocation } from '../../settings/assure-configuration';
import type { Io } from '../output/io';
import { openDeployedLedger } from './deployed-ledger';
import type { PlaceOptions } from './options';

/** The sources of a deployed audit. */
export interface FoundSources {
  readonly sources: readonly [SourceLocation, ...SourceLocation[]];
  /** Where they were found, such as `Stack Audit`. */
  readonly foundIn: string;
}

const NOT_IN_STACK =
  'An older version was deployed. Deploy the stack again with this version, or specify s3://BUCKET.';
const NOT_IN_LEDGER =
  'The assure function writes them into the ledger within an hour after a deployment. ' +
  'Until then, specify --stack NAME or s3://BUCKET.';

/**
 * Finds the sources of the audit that the options or the environment name: in the outputs of its stack, or in its ledger.
 * @throws AuditTrailError `Configuration` if it does not say its sources; as `openDeployedLedger`
 */
export async function findSources(io: Io, options: PlaceOptions): Promise<FoundSources> {
  const { client, readDeployment } = await openDeployedLedger(io, options);
  try {
    const { foundIn, names } = await readDeployment();
    const { parseSources } = await import('../../settings/assure-configuration');
    const [source, ...others] = names.Sources === undefined ? [] : parseSources(names.Sources, foundIn);
    if (source) return { sources: [source, ...others], foundIn };
    throw new AuditTrailError(
      'Configuration',
      `${foundIn} does not name the buckets of its sources. ${foundIn.startsWith('Ledger') ? NOT_IN_LEDGER : NOT_IN_STACK}`,
    );
  } finally {
    client.destroy();
  }
}
