/** A value that some files have. */
interface Weighted {
  readonly latenessSeconds?: number | undefined;
  readonly files: number;
}

/** The part of the files that may be later. */
const LATER = 0.001;

/** The 99.9th percentile of values, each of which some files have; undefined without values. */
export function findLateness(values: Iterable<Weighted>): number | undefined {
  const measured = [...values].flatMap(({ latenessSeconds, files }) =>
    latenessSeconds === undefined ? [] : [{ latenessSeconds, files }],
  );
  measured.sort((a, b) => b.latenessSeconds - a.latenessSeconds);
  const total = measured.reduce((sum, { files }) => sum + files, 0);
  let later = 0;
  for (const { latenessSeconds, files } of measured) {
    later += files;
    if (later > total * LATER) return latenessSeconds;
  }
  return measured.at(-1)?.latenessSeconds;
}
