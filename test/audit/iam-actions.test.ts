import { iamActionsInEvent, possibleIamActions } from '../../src/audit/iam-actions';
import { dataEvent } from '../support/events';

describe('the IAM actions that a call needs', () => {
  it.each([
    ['dynamodb.amazonaws.com', 'PutItem', 'write', ['dynamodb:PutItem']],
    ['dynamodb.amazonaws.com', 'GetRecords', 'read', ['dynamodb:GetRecords']],
    ['dax.amazonaws.com', 'ListTags', 'read', ['dax:ListTags']],
    ['dynamodb.amazonaws.com', 'TransactGetItems', 'read', ['dynamodb:GetItem']],
    [
      'dynamodb.amazonaws.com',
      'TransactWriteItems',
      'write',
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    ],
    ['dynamodb.amazonaws.com', 'ExecuteStatement', 'read', ['dynamodb:PartiQLSelect']],
    [
      'dynamodb.amazonaws.com',
      'BatchExecuteStatement',
      'write',
      ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    ],
    [
      'autoscaling.amazonaws.com',
      'RegisterScalableTarget',
      'write',
      ['application-autoscaling:RegisterScalableTarget'],
    ],
    ['dax.amazonaws.com', 'FutureCall', 'write', ['dax:FutureCall']],
    ['dynamodb.amazonaws.com', 'constructor', 'write', ['dynamodb:constructor']],
  ] as const)('%s %s (%s)', (eventSource, eventName, access, actions) => {
    expect(possibleIamActions({ eventSource, eventName, access })).toEqual(actions);
  });
});

describe('what an event tells of the actions that it needed', () => {
  const withRequest = (requestParameters: unknown) => iamActionsInEvent(dataEvent({ requestParameters }));

  it.each<[string, unknown, string[] | undefined]>([
    [
      'the parts of a transaction, whatever the case of their names',
      {
        requestItems: [
          { operation: 'Put', tableName: 'A' },
          { Operation: 'ConditionCheck', TableName: 'B' },
        ],
      },
      ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
    ],
    ['a statement', { statement: 'DELETE FROM "Music" WHERE Artist = ?' }, ['dynamodb:PartiQLDelete']],
    [
      'several statements, each action once',
      { requestItems: [{ statement: 'SELECT * FROM "A"' }, { statement: 'SELECT * FROM "B"' }] },
      ['dynamodb:PartiQLSelect'],
    ],
    [
      'nothing, where a part does not say what it does',
      { requestItems: [{ operation: 'Put' }, {}] },
      undefined,
    ],
    ['nothing, where there are no parameters', null, undefined],
  ])('%s', (_what, requestParameters, actions) => {
    expect(withRequest(requestParameters)).toEqual(actions);
  });
});
