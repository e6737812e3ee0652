import fc from 'fast-check';
import stringWidth from 'string-width';
import { fitColumns } from '../../src/cli/output/fit-columns';
import { formatTable, TableLayout } from '../../src/cli/output/table';

const cells = (...texts: string[]) => texts.map((text) => ({ text }));

describe('formatTable', () => {
  it('lays columns under their heads', () => {
    const table = formatTable(
      [{ head: 'TIME' }, { head: 'ACTION' }],
      [cells('10:00', 'GetItem'), cells('9', 'Scan')],
    );
    expect(table).toBe('TIME   ACTION\n10:00  GetItem\n9      Scan\n');
  });

  it('cuts the widest column to the width of the terminal, and none without a minimum', () => {
    const columns = [{ head: 'ID' }, { head: 'AGENT', minimum: 5 }];
    const table = formatTable(columns, [cells('0123456789abcdef', 'a very long agent of someone')], 32);
    expect(table).toBe('ID                AGENT\n0123456789abcdef  a very long a…\n');
  });

  it('colors what it shows', () => {
    const red = (text: string) => `<red>${text}</red>`;
    expect(formatTable([{ head: 'A' }], [[{ text: 'x', paint: red }]])).toBe('A\n<red>x</red>\n');
  });

  it.each([
    ['田中太郎', undefined],
    ['田中太郎', 14],
    ['👩🏽‍💻 Müller', undefined],
  ])('aligns columns by the width that %s takes on a terminal', (name, width) => {
    const columns = [{ head: 'NAME', minimum: 5 }, { head: 'DAY' }];
    const [, ...lines] = formatTable(columns, [cells(name, 'Mon'), cells('alice', 'Tue')], width)
      .trimEnd()
      .split('\n');
    const positions = lines.map((line) => stringWidth(line.slice(0, line.search(/Mon|Tue/))));
    expect(new Set(positions).size).toBe(1);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width ?? 80);
  });

  it('shows the same columns in every batch, headings only in the first', () => {
    const layout = new TableLayout([{ head: 'A' }, { head: 'B', hideOrder: 1 }], 10);
    expect(layout.format([cells('12345678', 'b')])).toBe('A\n12345678\n');
    expect(layout.format([cells('1', 'b')])).toBe('1\n');
    expect(layout.hidden).toEqual(['B']);
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
          const table = formatTable(
            [{ head: 'A' }, { head: 'B' }],
            rows.map((row) => cells(...row)),
            width ?? undefined,
          );
          expect(table.match(/\n/g)).toHaveLength(rows.length + 1);
          expect(table.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        },
      ),
    );
  });
});

describe('fitColumns', () => {
  const column = fc.record({
    minimum: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    hideOrder: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  });

  it('fits the width unless all columns that are left must stay whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(column, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 20, max: 200 }),
        (table, width) => {
          const columns = table.map(([one]) => one);
          const natural = table.map(([, size]) => size);
          const { shown, widths } = fitColumns(columns, natural, width);
          const total = widths.reduce((sum, one) => sum + one + 2, -2);
          const least = shown.map((index) =>
            Math.min(natural[index]!, columns[index]!.minimum ?? natural[index]!),
          );
          if (total > width) {
            expect(widths).toEqual(least);
            for (const index of shown) expect(columns[index]!.hideOrder).toBeUndefined();
          }
          widths.forEach((size, position) => {
            expect(size).toBeGreaterThanOrEqual(least[position]!);
            expect(size).toBeLessThanOrEqual(natural[shown[position]!]!);
          });
        },
      ),
    );
  });
});
