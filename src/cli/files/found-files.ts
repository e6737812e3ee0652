import type { SkippedCounts } from '../../local/ingest/planned-file';
import type { RawPath } from './path-names';

/** A path and what happened to it. */
export interface PathReason {
  readonly file: string;
  readonly reason: string;
}

/** A path or a pattern of the command line, and what it leads to. */
export interface NamedPath {
  readonly name: string;
  /** A zip file is a `file` until it is opened. */
  kind: 'file' | 'zip' | 'folder' | 'pattern';
  /** Whether it leads to a log file, even if another path does so, too, or to another named folder. */
  hasLogFiles: boolean;
  /** Number of its files that are not log files of a trail. */
  readonly skipped: SkippedCounts;
}

/** A file or folder that is named, or that a pattern matches. */
export interface NamedPlace {
  readonly raw: RawPath;
  readonly real: RawPath;
  readonly isFolder: boolean;
  readonly named: NamedPath;
}

/** Paths that a note names at most. */
const MAXIMUM_NAMED = 20;

/** Counts paths, and keeps the first of them: a folder may have a million. */
class CountedPaths {
  readonly first: PathReason[] = [];
  total = 0;

  add(file: string, reason: string): void {
    this.total += 1;
    if (this.first.length < MAXIMUM_NAMED) this.first.push({ file, reason });
  }
}

/** What the paths on a command line lead to. Complete when all files were listed. */
export class FoundFiles {
  readonly named: NamedPath[] = [];
  readonly places: NamedPlace[] = [];
  /** Paths that cannot be read. */
  readonly failures: PathReason[] = [];
  /** Things in folders that are no regular files, data folders, and links that are not followed. */
  readonly skipped = new CountedPaths();
  /** Number of them by what they are. */
  readonly skippedByReason: Record<string, number> = {};
  /** Links to folders outside of the named ones, with where they lead. */
  readonly linksOutside = new CountedPaths();
  /** Number of other files in folders that do not look like log files. */
  otherFiles = 0;
}
