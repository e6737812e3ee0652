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

/** An import of a file that is in a room: what it names, as a path or a package; neither where it is computed. */
interface RoomImport {
  readonly room: string;
  readonly place: string;
  readonly path?: string;
  readonly packageName?: string;
}

function findRoomImports(room: string, file: SourceFile): RoomImport[] {
  const { path } = file;
  return findImports(file).map(({ specifier, line }) => {
    const place = `${path}:${line}`;
    if (specifier === undefined) return { room, place };
    return specifier.startsWith('.')
      ? { room, place, path: resolveImport(path, specifier) }
      : { room, place, packageName: toPackageName(specifier) };
  });
}

/** Whether an entry of `packages` allows an import. */
const allowsPackage = (entry: string, { path, packageName }: RoomImport): boolean =>
  path === undefined &&
  (entry === '*' || entry === packageName || (entry === 'node:*' && !!packageName?.startsWith('node:')));

/** Whether an entry of `mayImport` allows an import. */
const allowsPath = (entry: string, { path }: RoomImport, rooms: Rooms): boolean =>
  path !== undefined &&
  (entry === '*' || findRoom(path, rooms) === entry || withoutExtension(path) === withoutExtension(entry));

/** What the table does not allow: one line for each import, and for each file that is in no room. */
export const findRefusedImports = (files: readonly SourceFile[], rooms: Rooms = ROOMS): string[] =>
  files.flatMap((file) => {
    const name = findRoom(file.path, rooms);
    if (name === undefined) return [`${file.path} is in no room of the table`];
    const { mayImport, packages } = rooms[name]!;
    return findRoomImports(name, file)
      .filter(
        (found) =>
          !packages.some((entry) => allowsPackage(entry, found)) &&
          ![name, ...mayImport].some((entry) => allowsPath(entry, found, rooms)),
      )
      .map(({ place, path, packageName }) => `${place} imports ${path ?? packageName ?? 'a computed path'}`);
  });

/** What the table allows and no file needs. */
export function findUnneededEntries(files: readonly SourceFile[], rooms: Rooms = ROOMS): string[] {
  const imports = files.flatMap((file) => findRoomImports(findRoom(file.path, rooms) ?? '', file));
  return Object.entries(rooms).flatMap(([name, { mayImport, packages }]) => {
    const own = imports.filter(({ room }) => room === name);
    return [
      ...mayImport.filter((entry) => !own.some((found) => allowsPath(entry, found, rooms))),
      ...packages.filter((entry) => !own.some((found) => allowsPackage(entry, found))),
    ].map((entry) => `${name}: ${entry}`);
  });
}

/** Which file imports which, among the given ones. */
export function findFileArrows(files: readonly SourceFile[]): Arrow[] {
  const byName = new Map(files.map(({ path }) => [withoutExtension(path), path]));
  return files.flatMap((importer) =>
    findImports(importer).flatMap(({ specifier }): Arrow[] => {
      const { path } = importer;
      if (!specifier?.startsWith('.')) return [];
      const target = withoutExtension(resolveImport(path, specifier));
      const file = byName.get(target) ?? byName.get(`${target}/index`);
      return file === undefined ? [] : [[path, file]];
    }),
  );
}

function joinArrows(arrows: readonly Arrow[], toGroup: (path: string) => string): Arrow[] {
  const between = new Map<string, Arrow>();
  for (const [from, to] of arrows) {
    const arrow = [toGroup(from), toGroup(to)] as const;
    if (arrow[0] !== arrow[1]) between.set(arrow.join(' '), arrow);
  }
  return [...between.values()];
}

/** The arrows between files as arrows between their rooms, each once. */
export const toRoomArrows = (arrows: readonly Arrow[], rooms: Rooms = ROOMS): Arrow[] =>
  joinArrows(arrows, (path) => findRoom(path, rooms) ?? path);

/** Files right in `src` are rooms: what everyone imports, and what imports nearly everything. */
const toFolder = (path: string): string => (posix.dirname(path) === 'src' ? path : posix.dirname(path));

/** The arrows between files as arrows between their folders, each once; a folder in a room is one of its own. */
export const toFolderArrows = (arrows: readonly Arrow[]): Arrow[] => joinArrows(arrows, toFolder);

/** The arrows of all cycles, and of what joins two of them; none where there is no cycle. */
export function findCycles(arrows: readonly Arrow[]): readonly Arrow[] {
  const starts = new Set(arrows.map(([from]) => from));
  const ends = new Set(arrows.map(([, to]) => to));
  const kept = arrows.filter(([from, to]) => ends.has(from) && starts.has(to));
  return kept.length === arrows.length ? kept : findCycles(kept);
}
