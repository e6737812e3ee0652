import fc from 'fast-check';
import { csvCell, csvLine } from '../../src/cli/output/csv';

/** Reads one line of RFC 4180 back. */
function parseCells(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const cell = /"((?:[^"]|"")*)"|[^",]*/y;
  const cells: string[] = [];
  for (const text = line.slice(0, -2); cell.lastIndex <= text.length; cell.lastIndex += 1) {
    const { lastIndex } = cell;
    const [whole, quoted] = cell.exec(text)!;
    cells.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
    cell.lastIndex = lastIndex + whole.length;
  }
  return cells;
}

describe('csvCell', () => {
  it.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠SUM(A1)', "'＠SUM(A1)"],
    ['\t=1', '"\'\\t=1"'],
    ['\r=1', "'\\r=1"],
    ['a=1', 'a=1'],
    ['one;two', '"one;two"'],
    ['one\ttwo', '"one\\ttwo"'],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ['two\nlines', 'two\\nlines'],
    ['', ''],
  ])('writes %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});

describe('csvLine', () => {
  const text = fc.string({
    unit: fc.constantFrom('=', '+', '@', '-', '＝', '＠', ';', '\t', '\r', '\n', '"', ',', '\x1b', 'a', "'"),
  });

  it('is one line of as many cells, none of which begins a formula', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (cells) => {
        const line = csvLine(cells);
        expect(line.match(/[\r\n\x1b\t]/g)).toEqual(['\r', '\n']);
        const read = parseCells(line);
        expect(read).toHaveLength(cells.length);
        for (const cell of read) expect(cell).not.toMatch(/^[=+\-@＝＠]/);
      }),
    );
  });
});
