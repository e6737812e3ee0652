import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A name made from a construct's path: lower-case letters, digits and hyphens, the same at every synth.
 * Only for what policies must name before it exists: the trail and its bucket.
 */
export const physicalName = (construct: IConstruct, maxLength: number): string =>
  Names.uniqueResourceName(construct, {
    maxLength,
    separator: '-',
    allowedSpecialCharacters: '-',
  }).toLowerCase();
