import { parseSource } from './find-imports';
import type { SourceFile } from './source-files';

interface Line {
  readonly path: string;
  readonly number: number;
  readonly text: string;
}

/** The lines that say something: trimmed, without imports, comments and lines of punctuation only. */
function findTellingLines(file: SourceFile): Line[] {
  const { path, source } = file;
  const { program, comments } = parseSource(file);
  const imports = program.body.filter(
    (statement) =>
      statement.type === 'ImportDeclaration' || ('source' in statement && statement.source !== null),
  );
  const skipped = new Set<number>();
  for (const { loc } of [...imports, ...(comments ?? [])]) {
    for (let line = loc!.start.line; line <= loc!.end.line; line += 1) skipped.add(line);
  }
  return source
    .split('\n')
    .map((text, index) => ({ path, number: index + 1, text: text.trim() }))
    .filter(({ number, text }) => /\w/.test(text) && !skipped.has(number));
}

/** Runs of equal lines that stand in two places, each by the places where it starts. */
export function findEqualRuns(files: readonly SourceFile[], length: number): string[] {
  const starts = new Map<string, Line[]>();
  const before = new Map<Line, Line | undefined>();
  for (const file of files) {
    const lines = findTellingLines(file);
    for (let index = 0; index + length <= lines.length; index += 1) {
      const run = lines.slice(index, index + length).map(({ text }) => text);
      const start = lines[index]!;
      before.set(start, lines[index - 1]);
      const key = run.join('\n');
      starts.set(key, [...(starts.get(key) ?? []), start]);
    }
  }
  // A run that is longer has an equal line before it, too: only where it starts is reported.
  const continues = (places: readonly Line[]) => {
    const texts = new Set(places.map((place) => before.get(place)?.text));
    return texts.size === 1 && !texts.has(undefined);
  };
  return [...starts.values()]
    .filter((places) => places.length > 1 && !continues(places))
    .map((places) => places.map(({ path, number }) => `${path}:${number}`).join(' = '));
}
