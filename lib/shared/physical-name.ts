import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Derives a name from a construct's path: lower-case letters, digits and hyphens, stable across synths.
 * Used only for the trail and its bucket, because policies name them before they exist.
 */
export const physicalName = (construct: IConstruct, maxLength: number): string =>
  Names.uniqueResourceName(construct, {
    maxLength,
    separator: '-',
    allowedSpecialCharacters: '-',
  }).toLowerCase();
