import fc from 'fast-check';
import { layTable } from '../../src/cli/output/table';

const cells = (...texts: string[]) => texts.map((text) => ({ text }));

describe('layTable', () => {
  it('lays columns under their heads', () => {
    const table = layTable(
      [{ head: 'TIME' }, { head: 'ACTION' }],
      [cells('10:00', 'GetItem'), cells('9', 'Scan')],
    );
    expect(table).toBe('TIME   ACTION\n10:00  GetItem\n9      Scan\n');
  });

  it('cuts the widest column to the width of the terminal, and none that must stay whole', () => {
    const columns = [{ head: 'ID', keepWhole: true }, { head: 'AGENT' }];
    const table = layTable(columns, [cells('0123456789abcdef', 'a very long agent of someone')], {
      width: 32,
    });
    expect(table).toBe('ID                AGENT\n0123456789abcdef  a very long a…\n');
  });

  it('colours what it shows', () => {
    const red = (text: string) => `<red>${text}</red>`;
    expect(layTable([{ head: 'A' }], [[{ text: 'x', paint: red }]], { withHead: false })).toBe(
      '<red>x</red>\n',
    );
  });

  it('has one line a row, whatever the cells hold', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\x1b', '[', '3', 'm', '\n', '\r', '\x9b', 'a', '田', ' '),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(hostile, hostile)),
        fc.option(fc.integer({ min: 10, max: 80 })),
        (rows, width) => {
          const table = layTable(
            [{ head: 'A' }, { head: 'B' }],
            rows.map((row) => cells(...row)),
            { width: width ?? undefined },
          );
          expect(table.match(/\n/g)).toHaveLength(rows.length + 1);
          expect(table.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        },
      ),
    );
  });
});
