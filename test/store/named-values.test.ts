import { namedBy } from '../../src/store/named-values';
import { auditRecord } from '../support/audit-records';

const resourcesOf = (...resources: string[]) =>
  [...namedBy(resources.map((resource) => auditRecord({ resources: [resource] }))).entries()].filter(
    ({ kind }) => kind === 'resources',
  );

it('holds values that are stored alike only once', () => {
  expect(resourcesOf('table\ud800', 'table\ufffd', 'table\udfff')).toMatchObject([{ value: 'table\ufffd' }]);
});

it('cuts what is too long to store, and keeps different values different', () => {
  const [one, other] = resourcesOf(`${'x'.repeat(3_000)}1`, `${'x'.repeat(3_000)}2`);
  expect(one?.value).toHaveLength(2_000);
  expect(other?.value).toHaveLength(2_000);
  expect(one?.value).not.toBe(other?.value);
});
