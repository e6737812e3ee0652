import { posix } from 'node:path';
import { ROOMS, type Room } from './allowed-imports';
import { findImports } from './find-imports';
import type { SourceFile } from './source-files';

type Rooms = Readonly<Record<string, Room>>;
/** From the first to the second. */
export type Arrow = readonly [from: string, to: string];

const withoutExtension = (path: string): string => path.replace(/\.(?:[cm]?[jt]sx?|json)$/, '');

/** The innermost room that has a file, or undefined. A room is a folder with what is below it, or one file. */
export const findRoom = (path: string, rooms: Rooms = ROOMS): string | undefined =>
  Object.keys(rooms)
    .filter((room) => withoutExtension(path) === withoutExtension(room) || `${path}/`.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

const resolveImport = (path: string, specifier: string): string =>
  posix.join(posix.dirname(path), specifier).replace(/\/$/, '');

/** `node:crypto`, `zod`, `@aws-sdk/client-s3`: what package.json or Node calls it. */
const toPackageName = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!;

const allowsPackage = ({ packages }: Room, name: string): boolean =>
  packages.includes('*') ||
  packages.includes(name) ||
  (name.startsWith('node:') && packages.includes('node:*'));

function allowsFile({ mayImport }: Room, from: string, target: string, rooms: Rooms): boolean {
  const to = findRoom(target, rooms);
  return (
    mayImport.includes('*') ||
    to === from ||
    (to !== undefined && mayImport.includes(to)) ||
    mayImport.some(
      (allowed) => /\.\w+$/.test(allowed) && withoutExtension(allowed) === withoutExtension(target),
    )
  );
}

/** What the table does not allow: one line for each import, and for each file that is in no room. */
export function findRefusedImports(files: readonly SourceFile[], rooms: Rooms = ROOMS): string[] {
  return files.flatMap(({ path, source }) => {
    const name = findRoom(path, rooms);
    if (name === undefined) return [`${path} is in no room of the table`];
    const room = rooms[name]!;
    return findImports(source).flatMap(({ specifier, line }) => {
      const place = `${path}:${line}`;
      if (specifier === undefined)
        return room.packages.includes('*') ? [] : [`${place} imports a computed path`];
      if (specifier.startsWith('.')) {
        const target = resolveImport(path, specifier);
        return allowsFile(room, name, target, rooms) ? [] : [`${place} imports ${target}`];
      }
      const packageName = toPackageName(specifier);
      return allowsPackage(room, packageName) ? [] : [`${place} imports ${packageName}`];
    });
  });
}

/** Which file imports which, among the given ones. */
export function findFileArrows(files: readonly SourceFile[]): Arrow[] {
  const byName = new Map(files.map(({ path }) => [withoutExtension(path), path]));
  return files.flatMap(({ path, source }) =>
    findImports(source).flatMap(({ specifier }): Arrow[] => {
      if (!specifier?.startsWith('.')) return [];
      const target = withoutExtension(resolveImport(path, specifier));
      const file = byName.get(target) ?? byName.get(`${target}/index`);
      return file === undefined ? [] : [[path, file]];
    }),
  );
}

/** The arrows between files as arrows between their rooms, each once. */
export function toRoomArrows(arrows: readonly Arrow[], rooms: Rooms = ROOMS): Arrow[] {
  const between = new Map<string, Arrow>();
  for (const [from, to] of arrows) {
    const arrow = [findRoom(from, rooms) ?? from, findRoom(to, rooms) ?? to] as const;
    if (arrow[0] !== arrow[1]) between.set(arrow.join(' '), arrow);
  }
  return [...between.values()];
}

/** The arrows of all cycles, and of what joins two of them; none where there is no cycle. */
export function findCycles(arrows: readonly Arrow[]): readonly Arrow[] {
  const starts = new Set(arrows.map(([from]) => from));
  const ends = new Set(arrows.map(([, to]) => to));
  const kept = arrows.filter(([from, to]) => ends.has(from) && starts.has(to));
  return kept.length === arrows.length ? kept : findCycles(kept);
}
