import fc from 'fast-check';
import { compareMembers } from '../../src/query/compare-members';

describe('compares', () => {
  it.each([
    ['equal values', { a: 1, b: [1, 2], c: null }, { c: null, b: [1, 2], a: 1 }, []],
    ['an added member', {}, { a: 1 }, [{ kind: 'added', path: 'a', after: 1 }]],
    ['a removed member', { a: { b: 1 } }, { a: {} }, [{ kind: 'removed', path: 'a.b', before: 1 }]],
    [
      'a changed member',
      { a: { b: 1 } },
      { a: { b: '1' } },
      [{ kind: 'changed', path: 'a.b', before: 1, after: '1' }],
    ],
    ['null and a value', { a: null }, { a: 1 }, [{ kind: 'changed', path: 'a', before: null, after: 1 }]],
    [
      'an object and a value',
      { a: { b: 1 } },
      { a: 1 },
      [{ kind: 'changed', path: 'a', before: { b: 1 }, after: 1 }],
    ],
    [
      'lists of plain values as sets',
      { a: ['x', 'y'] },
      { a: ['y', 'z'] },
      [
        { kind: 'removed', path: 'a', before: 'x' },
        { kind: 'added', path: 'a', after: 'z' },
      ],
    ],
    ['one value and a list of it', { Action: 'x' }, { Action: ['x'] }, []],
    [
      'elements of lists by what names them',
      { indexes: [{ indexName: 'one', n: 1 }, { indexName: 'two' }] },
      { indexes: [{ indexName: 'two' }, { indexName: 'one', n: 2 }] },
      [{ kind: 'changed', path: 'indexes[indexName=one].n', before: 1, after: 2 }],
    ],
    [
      'other elements by position',
      { updates: [{ create: 1 }] },
      { updates: [{ create: 1 }, { delete: 2 }] },
      [{ kind: 'added', path: 'updates[1]', after: { delete: 2 } }],
    ],
    [
      'elements whose names repeat by position',
      {
        Statement: [
          { Sid: 'a', n: 1 },
          { Sid: 'a', n: 2 },
        ],
      },
      { Statement: [{ Sid: 'a', n: 1 }] },
      [{ kind: 'removed', path: 'Statement[1]', before: { Sid: 'a', n: 2 } }],
    ],
    [
      'policies in strings, whatever their spaces',
      { policy: '{"Statement":[{"Sid":"Read","Action":"dynamodb:GetItem"}]}' },
      { policy: ' { "Statement": [ { "Action": ["dynamodb:GetItem", "dynamodb:Scan"], "Sid": "Read" } ] }' },
      [{ kind: 'added', path: 'policy.Statement[Sid=Read].Action', after: 'dynamodb:Scan' }],
    ],
    [
      'text that is no JSON',
      { policy: '{broken' },
      { policy: '{Broken' },
      [{ kind: 'changed', path: 'policy', before: '{broken', after: '{Broken' }],
    ],
  ])('%s', (_name, before, after, changes) => {
    expect(compareMembers(before, after)).toEqual(changes);
  });
});

it('reads only members of the objects themselves', () => {
  const hostile = JSON.parse('{"__proto__": {"a": 1}, "toString": 1}');
  expect(compareMembers({}, hostile)).toEqual([
    { kind: 'added', path: '__proto__', after: { a: 1 } },
    { kind: 'added', path: 'toString', after: 1 },
  ]);
});

it('compares a policy that is nested too deep as text', () => {
  const deep = (end: string) => `{"a":${'['.repeat(100_000)}${end}${']'.repeat(100_000)}}`;
  expect(compareMembers({ policy: deep('1') }, { policy: deep('2') })).toMatchObject([
    { kind: 'changed', path: 'policy' },
  ]);
});

it('finds no change between equal values, and some between others', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(compareMembers(value, structuredClone(value))).toEqual([]);
      expect(compareMembers(value, { ...value, 'a new member': 1 })).toEqual([
        { kind: 'added', path: 'a new member', after: 1 },
      ]);
    }),
  );
});
