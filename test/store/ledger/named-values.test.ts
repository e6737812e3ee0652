import { auditRecord, namedBy } from '../../support/audit-records';

const toResources = (...resources: string[]) =>
  [...namedBy(resources.map((resource) => auditRecord({ resources: [resource] }))).entries()].filter(
    ({ kind }) => kind === 'resources',
  );

it('holds values that are stored alike only once', () => {
  expect(toResources('table\ud800', 'table\ufffd', 'table\udfff')).toMatchObject([{ value: 'table\ufffd' }]);
});

it('cuts what is too long to store, and keeps different values different', () => {
  const [one, other] = toResources(`${'x'.repeat(3_000)}1`, `${'x'.repeat(3_000)}2`);
  expect(one?.value).toHaveLength(2_000);
  expect(other?.value).toHaveLength(2_000);
  expect(one?.value).not.toBe(other?.value);
});

it('knows the name of a principal as soon as any record has it', () => {
  const id = 'arn:aws:iam::111122223333:role/orders-service';
  const named = namedBy([
    auditRecord({ principal: { id, type: 'AssumedRole' } }),
    auditRecord({ principal: { id, type: 'AssumedRole', name: 'orders-service' } }),
  ]);
  const principals = [...named.entries()].filter(({ kind }) => kind === 'principals');
  expect(principals).toMatchObject([{ value: id, name: 'orders-service' }]);
});

it('tells apart the actions of two services that share a name', () => {
  const named = namedBy([
    auditRecord({ service: 'dynamodb', eventName: 'TagResource' }),
    auditRecord({ service: 'dax', eventName: 'TagResource' }),
    auditRecord({ service: 'dynamodb', eventName: 'TagResource' }),
  ]);
  const actions = [...named.entries()].filter(({ kind }) => kind === 'actions').map(({ value }) => value);
  expect(actions).toEqual(['dynamodb:TagResource', 'dax:TagResource']);
});
