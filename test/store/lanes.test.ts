import * as fc from 'fast-check';
import {
  partitionPrefix,
  partitionsFor,
  toEventTime,
  toLane,
  toOccurred,
  toShard,
  valueOfPartition,
} from '../../src/store/lanes';
import { anyRecord, auditRecord } from '../support/audit-records';

describe('lanes', () => {
  it.each([
    ['control', 'write', 'changes'],
    ['control', 'tagging', 'changes'],
    ['control', 'permissions', 'changes'],
    ['control', 'read', 'traffic'],
    ['control', 'list', 'traffic'],
    ['data', 'write', 'traffic'],
    ['data', 'read', 'traffic'],
  ] as const)('%s %s goes to %s', (plane, access, lane) => {
    expect(toLane({ plane, access })).toBe(lane);
  });

  it('asks one partition for changes, eight for traffic, nine for both', () => {
    expect(partitionsFor('x', ['changes'])).toEqual(['c|x']);
    expect(partitionsFor('x', ['traffic'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((shard) => `t${shard}|x`));
    expect(partitionsFor('x')).toHaveLength(9);
  });

  it('asks the partition that any record is put in', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(partitionsFor('value', [toLane(record)])).toContain(`${partitionPrefix(record)}value`);
      }),
    );
  });

  it('spreads traffic evenly by event id', () => {
    const counts = new Array(8).fill(0);
    for (let event = 0; event < 8_000; event += 1) counts[toShard(`event ${event}`)] += 1;
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('gives the value back without its lane, whatever it holds', () => {
    expect(valueOfPartition('t3|a|b')).toBe('a|b');
  });
});

describe('occurred', () => {
  it('is the time and the last 16 digits of a UUID', () => {
    expect(toOccurred('2026-03-14T09:26:53Z', '5e1f0a0b-1111-4222-8333-000000000001')).toBe(
      '2026-03-14T09:26:53Z#8333000000000001',
    );
  });

  it('has 16 digits of the hash of any other id', () => {
    expect(toOccurred('2026-03-14T09:26:53Z', '09a634f2-da7d-4c9e-a259-54aceexample')).toMatch(
      /Z#[0-9a-f]{16}$/,
    );
    expect(toOccurred('t', 'one')).not.toBe(toOccurred('t', 'other'));
  });

  it('orders by time first', () => {
    const { eventId } = auditRecord();
    expect(toOccurred('2026-03-14T09:26:53Z', eventId) < toOccurred('2026-03-14T09:26:54Z', '0')).toBe(true);
  });

  it('gives the time back', () => {
    expect(toEventTime(toOccurred('2026-03-14T09:26:53Z', 'a#b'))).toBe('2026-03-14T09:26:53Z');
  });
});
