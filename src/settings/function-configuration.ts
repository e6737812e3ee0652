import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { type DeploymentNames, pickDeploymentNames } from './deployment-names';
import { ENVIRONMENT } from './environment';
import { type IngestSettings, parseIngestSettings } from './ingest-settings';

/**
 * File beside the code of a function. It holds what is known at synth, by the name of the
 * environment variable that holds the rest: Lambda limits all variables together to 4 KB.
 */
export const CONFIGURATION_FILE = 'configuration.json';

/** How to read a bucket, as functions are told. */
export const bucketAccess = z.strictObject({
  bucketName: z.string(),
  region: z.string().optional(),
  readRoleArn: z.string().optional(),
});

/** How to read a bucket that the function does not read in its own Region with its own role. */
export type BucketAccess = z.output<typeof bucketAccess>;

export interface FunctionConfiguration {
  readonly settings: IngestSettings;
  /** Buckets in other Regions, or read through a role. All others are read as usual. */
  readonly buckets: readonly BucketAccess[];
  /** Buckets whose files are also counted separately, for the silence alarm of each. */
  readonly watchedBuckets: readonly string[];
  /** Resources that the audit needs, as ARNs; buckets may be given by name. */
  readonly guardedResources: readonly string[];
  /** Names of what is deployed, besides the tables. */
  readonly deployment: DeploymentNames;
}

/**
 * Reads the configuration of the ingest function: the file in its folder and the environment. Lists that
 * are in both are joined.
 * @throws AuditTrailError `Configuration` if one of them is not valid
 */
export function readFunctionConfiguration(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): FunctionConfiguration {
  const { read, parse } = createConfigurationReader(folder, environment);
  const names = z.array(z.string()).default([]);
  return {
    settings: parseIngestSettings(read(ENVIRONMENT.settings)),
    buckets: parse(ENVIRONMENT.buckets, z.array(bucketAccess).default([])),
    watchedBuckets: parse(ENVIRONMENT.watchedBuckets, names),
    guardedResources: parse(ENVIRONMENT.guardedResources, names),
    deployment: pickDeploymentNames(read(ENVIRONMENT.deployment)),
  };
}

/** Reads what the file in a function's folder and its environment hold, by the name of the variable. */
export interface ConfigurationReader {
  read(variable: string): unknown;
  /** @throws AuditTrailError `Configuration` if the value does not fit the schema */
  parse<Value>(variable: string, schema: z.ZodType<Value>): Value;
}

/**
 * Creates the reader of a function's configuration.
 * @throws AuditTrailError `Configuration` if the file is not JSON
 */
export function createConfigurationReader(
  folder: string,
  environment: NodeJS.ProcessEnv,
): ConfigurationReader {
  const file = readFile(join(folder, CONFIGURATION_FILE));
  const read = (variable: string): unknown => merge(file[variable], parseVariable(variable, environment));
  return { read, parse: (variable, schema) => parseValue(variable, schema, read(variable)) };
}

function parseValue<Value>(name: string, schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AuditTrailError('Configuration', `${name} is not valid:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

function readFile(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  return z.record(z.string(), z.unknown()).parse(parseJson(path, text));
}

function parseVariable(name: string, environment: NodeJS.ProcessEnv): unknown {
  const text = environment[name];
  return text ? parseJson(name, text) : undefined;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AuditTrailError('Configuration', `${name} is not JSON: ${text}`, { cause });
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(literal: unknown, resolved: unknown): unknown {
  if (literal === undefined || resolved === undefined) return literal ?? resolved;
  if (Array.isArray(literal) && Array.isArray(resolved)) return [...literal, ...resolved];
  if (!isObject(literal) || !isObject(resolved)) return resolved;
  const names = new Set([...Object.keys(literal), ...Object.keys(resolved)]);
  return Object.fromEntries([...names].map((name) => [name, merge(literal[name], resolved[name])]));
}
