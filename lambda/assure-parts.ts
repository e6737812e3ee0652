import type { S3Client } from '@aws-sdk/client-s3';
import type { OwnTrafficSelection } from '../src/assure/coverage/trail-logging';
import type { ExpectedTrail } from '../src/assure/trails/expected-place';
import type { OwnTrailSettings } from '../src/assure/trails/own-trail';
import type { TrailHistories } from '../src/assure/trails/refresh-trails';
import type { SendMessages } from '../src/aws/send-messages';
import type { AuditLogOptions } from '../src/query/dynamodb/create-audit-log';
import type { IngestSettings } from '../src/settings/ingest-settings';
import type { TrailLedger } from '../src/store/ledger/trails';
import type { AssessParts } from './assure-digest';
import type { Healing } from './assure-healing';
import type { AssureObserver } from './assure-observer';

/** What following trails needs. */
export interface TrailParts {
  readonly histories: TrailHistories & Pick<TrailLedger, 'readUndigested' | 'noteUndigested'>;
  readonly own: (OwnTrailSettings & ExpectedTrail) | undefined;
  readonly ownTraffic: OwnTrafficSelection | undefined;
  readonly client: S3Client;
  /** The account of this function. */
  readonly accountId: string;
  readonly tables: AuditLogOptions;
}

/** What one invocation of the assure function works with. */
export interface AssureParts extends AssessParts {
  readonly observer: AssureObserver;
  readonly healing: Healing;
  readonly trails: TrailParts;
  readonly send: SendMessages;
  readonly assuranceQueueUrl: string;
  /** What is stored of data events, and for how long. */
  readonly settings: Pick<IngestSettings, 'dataEventDetail' | 'retentionDays'>;
}
