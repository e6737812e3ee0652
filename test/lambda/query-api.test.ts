import { join } from 'node:path';
import { ENVIRONMENT } from '../../src/settings/environment';
import { functionUrlEvent } from '../deployed/function-url';
import { bundle } from '../support/bundle';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent } from '../support/events';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { TRAIL, TRAIL_SETTINGS, toLabel } from '../support/questions';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

interface FunctionUrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const folder = temporaryFolder();
let dynamodb: TestDynamoDb;
let api: LambdaFunction;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  const audit = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
  await audit.storeEvents([...TRAIL, dataEvent({ eventID: 'non-ascii', userAgent: 'naïve 🎵' })]);
  api = await startLambdaFunction({
    file: bundle('lambda/query-api.ts', join(folder, 'query-api.js')),
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      [ENVIRONMENT.auditTableName]: audit.tableName,
      [ENVIRONMENT.ledgerTableName]: audit.ledgerTableName,
    },
  });
});
afterAll(async () => {
  await api?.stop();
  await dynamodb?.stop();
});

async function get(pathAndQuery: string): Promise<FunctionUrlAnswer> {
  const result = await api.invoke(functionUrlEvent(pathAndQuery));
  if ('error' in result) throw new Error(result.error.errorMessage);
  return result.payload as FunctionUrlAnswer;
}

describe('the function behind the Function URL', () => {
  it('answers a question whose parameters are repeated', async () => {
    const { statusCode, body } = await get('/events?action=DeleteTable&action=DeleteBackup');
    expect([statusCode, JSON.parse(body).records.map(toLabel)]).toEqual([200, ['deleted', 'backup-deleted']]);
  });

  it('gives the bytes of an event as they are', async () => {
    const { body, isBase64Encoded } = await get('/events/non-ascii/original');
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    expect(JSON.parse(bytes.toString())).toMatchObject({ userAgent: 'naïve 🎵' });
  });

  it('says what is wrong with a question', async () => {
    const { statusCode, headers, body } = await get('/events?plane=controll');
    expect([statusCode, headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({ code: 'InvalidArgument' });
  });
});
