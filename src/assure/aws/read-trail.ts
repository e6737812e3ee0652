import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { parseArn } from '../../audit/arn';
import { AuditTrailError, toMessage } from '../../errors';
import { parseSelectors } from '../coverage/parse-selectors';
import type { FoundTrail, TrailReader } from '../trails/trail-reader';
import { type CloudTrailOperation, createCloudTrailCaller, toCloudTrailFault } from './cloudtrail-request';
import { deniedError } from './s3-errors';

const trailSchema = z.object({
  Trail: z.object({
    TrailARN: z.string(),
    HomeRegion: z.string(),
    IsMultiRegionTrail: z.boolean().default(false),
    IsOrganizationTrail: z.boolean().default(false),
  }),
});
const statusSchema = z.object({ IsLogging: z.boolean() });

const listSchema = z.object({
  trailList: z
    .array(
      z.object({
        TrailARN: z.string(),
        Name: z.string(),
        HomeRegion: z.string(),
        S3BucketName: z.string().default(''),
        S3KeyPrefix: z.string().nullish(),
        IsMultiRegionTrail: z.boolean().default(false),
        IsOrganizationTrail: z.boolean().default(false),
        LogFileValidationEnabled: z.boolean().default(false),
      }),
    )
    .default([]),
});

/**
 * Reads trails by `cloudtrail:GetTrail`, `GetEventSelectors`, `GetTrailStatus` and `DescribeTrails`, with the
 * credentials, HTTP handler and retries of a client of S3.
 * @param accountId the account of the credentials
 * @param endpointUrl of a stand-in. Default: CloudTrail in the home Region of each trail
 */
export function createTrailReader(client: S3Client, accountId: string, endpointUrl?: string): TrailReader {
  const call = createCloudTrailCaller(client, endpointUrl);

  return {
    accountId,
    async read(trailArn) {
      const { region = '', account } = parseArn(trailArn) ?? {};
      let operation: CloudTrailOperation = 'GetTrail';
      const ask = (next: CloudTrailOperation, parameters: object) => {
        operation = next;
        return call(region, next, parameters);
      };
      try {
        const { Trail } = trailSchema.parse(await ask('GetTrail', { Name: trailArn }));
        const { IsLogging } = statusSchema.parse(await ask('GetTrailStatus', { Name: trailArn }));
        const selectors = await ask('GetEventSelectors', { TrailName: trailArn });
        const state = {
          trailArn: Trail.TrailARN,
          from: 'api',
          isLogging: IsLogging,
          homeRegion: Trail.HomeRegion,
          isMultiRegion: Trail.IsMultiRegionTrail,
          isOrganizationTrail: Trail.IsOrganizationTrail,
          selectors: parseSelectors(selectors),
        } as const;
        return { kind: 'found', state };
      } catch (error) {
        return toFound(error, trailArn, operation, account === accountId ? undefined : accountId);
      }
    },
    async list(region) {
      try {
        const { trailList } = listSchema.parse(
          await call(region, 'DescribeTrails', { includeShadowTrails: true }),
        );
        return trailList.map((trail) => ({
          trailArn: trail.TrailARN,
          name: trail.Name,
          homeRegion: trail.HomeRegion,
          isMultiRegion: trail.IsMultiRegionTrail,
          isOrganizationTrail: trail.IsOrganizationTrail,
          bucketName: trail.S3BucketName,
          prefix: trail.S3KeyPrefix ?? '',
          hasDigests: trail.LogFileValidationEnabled,
        }));
      } catch (error) {
        if (toCloudTrailFault(error).name === 'AccessDeniedException') {
          throw deniedError(
            `Access to list the trails in ${region} is denied.`,
            'cloudtrail:DescribeTrails',
            error,
          );
        }
        const message = `Cannot list the trails in ${region}: ${toMessage(error)}`;
        throw new AuditTrailError('ServiceFailed', message, { cause: error });
      }
    },
  };
}

/** @param foreignTo the account of the credentials, if the trail belongs to another one */
function toFound(
  error: unknown,
  trailArn: string,
  operation: CloudTrailOperation,
  foreignTo: string | undefined,
): FoundTrail {
  const { name, isNotEnabled } = toCloudTrailFault(error);
  const unknown = (reason: string) =>
    ({ kind: 'unknown', reason: `the trail ${trailArn} ${reason}` }) as const;
  if (REFUSED.has(name) && foreignTo !== undefined) {
    const account = parseArn(trailArn)?.account;
    return unknown(`belongs to account ${account}, and account ${foreignTo} cannot read it`);
  }
  if (name === 'TrailNotFoundException') return { kind: 'deleted' };
  if (name === 'AccessDeniedException') {
    return unknown(`cannot be read: access is denied. Missing permission: cloudtrail:${operation}`);
  }
  if (isNotEnabled) return unknown('cannot be read: this account may not have enabled its Region');
  const message = `Cannot read the trail ${trailArn}: ${toMessage(error)}`;
  throw new AuditTrailError('ServiceFailed', message, { cause: error });
}

const REFUSED = new Set(['AccessDeniedException', 'CloudTrailARNInvalidException', 'TrailNotFoundException']);
