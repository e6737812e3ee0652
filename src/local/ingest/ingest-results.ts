import { addOutcome, emptyReport } from '../../ingest/ingest-report';
import type { FileResult } from './ingest-lane';
import { findWarnings } from './warnings';

/** A file, and what is wrong with it or unusual about it. */
export interface NamedFile {
  readonly file: string;
  readonly reason: string;
}

/** Adds up what became of files, so that a million files that are as usual take no memory. */
export class IngestResults {
  readonly report = emptyReport();
  readonly errors: NamedFile[] = [];
  readonly warnings: NamedFile[] = [];

  add({ name, outcome }: FileResult): void {
    addOutcome(this.report, outcome);
    if (outcome.status === 'failed') this.errors.push({ file: name, reason: outcome.reason });
    for (const reason of findWarnings(outcome)) this.warnings.push({ file: name, reason });
  }
}
