import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { recordIndexCoverage } from '../../src/store/ledger/index-coverage';
import { AssuredDeployment, BUCKET } from '../support/assured-deployment';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const toXml = (...rules: readonly string[]) =>
  `<LifecycleConfiguration>${rules.map((text) => `<Rule>${text}</Rule>`).join('')}</LifecycleConfiguration>`;
const RULES = toXml(
  '<ID>off</ID><Filter/><Status>Disabled</Status><Expiration><Days>1</Days></Expiration>',
  '<ID>markers</ID><Filter/><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>',
  '<ID>tagged</ID><Filter><And><Prefix>AWSLogs/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And></Filter><Status>Enabled</Status><Expiration><Days>2</Days></Expiration>',
  '<ID>at once</ID><Filter/><Status>Enabled</Status><Transition><Days>0</Days><StorageClass>GLACIER_IR</StorageClass></Transition>',
  '<ID>cold</ID><Filter><Prefix>AWSLogs/</Prefix></Filter><Status>Enabled</Status><Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition>',
  '<ID>old form</ID><Prefix>AWSLogs</Prefix><Status>Enabled</Status><Expiration><Days>90</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>',
);
const PLACE = `s3://${BUCKET}/AWSLogs/`;

describe('a night of a deployment that summarizes', () => {
  const folder = temporaryFolder();
  let deployment: AssuredDeployment;

  beforeAll(async () => {
    deployment = await AssuredDeployment.start(folder);
  });
  beforeEach(() => deployment.deploy());
  afterEach(() => deployment.undeploy());
  afterAll(() => deployment.stop());

  /** Runs a night, and asks for the status. */
  const nightly = async (settings: Record<string, unknown>) => {
    const assure = await deployment.startFunction('assure', { AUDIT_SETTINGS: JSON.stringify(settings) });
    const { client } = deployment.dynamodb;
    const { audit, ledger } = deployment.tables;
    await recordIndexCoverage(client, ledger, parseIngestSettings(settings), new Date());
    await assure.invoke({ task: 'nightly' });
    const result = await deployment.deliver(assure);
    const log = createAuditLog({ client, tableName: audit, ledgerTableName: ledger });
    return { result, assure, ...(await log.status()) };
  };
  const ACTIVITY = { dataEventDetail: 'activity', retentionDays: 365 };

  it('finds the rules that delete or archive log files before the audit deletes their events', async () => {
    deployment.services.lifecycle = RULES;
    const { lifecycles, assure } = await nightly(ACTIVITY);
    expect(lifecycles).toMatchObject([
      {
        ...{ place: PLACE, state: 'early', retentionDays: 365, oldVersionsDays: 7 },
        ends: [
          { effect: 'deleted', rule: 'old form', afterDays: 90 },
          { effect: 'archived', rule: 'cold', afterDays: 30, storageClass: 'GLACIER' },
        ],
      },
    ]);
    expect(assure.logs.join('\n')).toContain('log files may not be kept');
  });

  it('finds that log files are kept where there are no rules', async () => {
    const { lifecycles, notices } = await nightly(ACTIVITY);
    expect(lifecycles).toMatchObject([{ place: PLACE, state: 'kept' }]);
    expect(notices.join()).not.toContain('lifecycle');
  });

  it('names the permission that is missing, and goes on with the rest of the night', async () => {
    deployment.services.refuse = (name) =>
      name === 'lifecycle' ? { status: 403, code: 'AccessDenied' } : undefined;
    const { result, lifecycles } = await nightly(ACTIVITY);
    expect(result).toEqual({ payload: { batchItemFailures: [] } });
    expect(lifecycles).toMatchObject([
      {
        state: 'unreadable',
        reason: `missing permission s3:GetLifecycleConfiguration on arn:aws:s3:::${BUCKET}`,
      },
    ]);
    expect(deployment.services.requests).toContain('list AWSLogs/');
  });

  it('asks nothing if every event has a record', async () => {
    const before = deployment.services.requests.length;
    const { lifecycles } = await nightly({ retentionDays: 365 });
    expect(lifecycles).toBeUndefined();
    expect(deployment.services.requests.slice(before)).not.toContain('lifecycle');
  });
});
