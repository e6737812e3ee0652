import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { boundedString } from '../storable-record';

/** A public key of CloudTrail as it lists it. */
export interface KeptKey {
  readonly region: string;
  readonly fingerprint: string;
  /** DER. */
  readonly value: Uint8Array;
}

/**
 * The public keys of CloudTrail that were seen, each Region's by its fingerprint. They are kept, because CloudTrail
 * lists keys for a limited time only, and digests must stay verifiable.
 * @throws AuditTrailError from its methods: `ServiceFailed`, or the reason of the signal once it is aborted
 */
export interface KeyLedger {
  find(region: string, fingerprint: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  keep(key: KeptKey, signal?: AbortSignal): Promise<void>;
}

const BOOK = 'keys';
const MAXIMUM_SORT_KEY_BYTES = 1_024;

const toKey = (region: string, fingerprint: string) => ({
  [LEDGER_KEYS.partition]: BOOK,
  [LEDGER_KEYS.sort]: boundedString(`${region}/${fingerprint}`, MAXIMUM_SORT_KEY_BYTES),
});

/** Opens the keys in the ledger table. Sends nothing before the first call. */
export function createKeyLedger(client: DynamoDBClient, TableName: string): KeyLedger {
  const documents = DynamoDBDocumentClient.from(client);
  return {
    async find(region, fingerprint, signal) {
      const command = new GetCommand({ TableName, Key: toKey(region, fingerprint) });
      const { Item } = await documents
        .send(command, abortOptions(signal))
        .catch(serviceFailure('Reading public keys from the ledger', signal));
      return Item?.value instanceof Uint8Array ? Item.value : undefined;
    },
    async keep({ region, fingerprint, value }, signal) {
      const command = new PutCommand({ TableName, Item: { ...toKey(region, fingerprint), value } });
      await documents
        .send(command, abortOptions(signal))
        .catch(serviceFailure('Keeping public keys in the ledger', signal));
    },
  };
}
