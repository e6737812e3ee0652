import * as z from 'zod';

// Values that several settings share. CDK tokens (`${Token[…]}`) pass, because they are known only at deployment.

/** A string that matches a pattern, or contains a token. */
const matching = (pattern: RegExp, message: string) =>
  z.string().regex(new RegExp(`${pattern.source}|[#$]\\{Token\\[`), { message: `must be ${message}` });

const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';
const ACCOUNT = '\\d{12}';

/** The ARN of a resource of one service in a Region. */
const regionalArn = (service: string, resource: string, message: string) =>
  matching(new RegExp(`^arn:[\\w-]+:${service}:${REGION}:${ACCOUNT}:${resource}$`), message);

export const topicArn = regionalArn(
  'sns',
  '[\\w-]+',
  'the ARN of an SNS standard topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME',
);

export const keyArn = regionalArn(
  'kms',
  'key/[\\w-]+',
  'the ARN of a KMS key and not of an alias, arn:PARTITION:kms:REGION:ACCOUNT:key/ID',
);

export const tableArn = regionalArn(
  'dynamodb',
  'table/[\\w.-]+',
  'the ARN of a table without wildcards, arn:PARTITION:dynamodb:REGION:ACCOUNT:table/NAME',
);

export const roleArn = matching(
  new RegExp(`^arn:[\\w-]+:iam::${ACCOUNT}:role/[\\w+=,.@/-]+$`),
  'the ARN of an IAM role, arn:PARTITION:iam::ACCOUNT:role/NAME',
);

export const principalArn = matching(
  new RegExp(
    `^arn:[\\w-]+:(?:iam::${ACCOUNT}:(?:root|(?:role|user)/[\\w+=,.@/-]+)|sts::${ACCOUNT}:(?:assumed-role|federated-user)/[\\w+=,.@/-]+)$`,
  ),
  'the ARN of a role, user, session or account, arn:PARTITION:iam::ACCOUNT:role/NAME',
);

/**
 * A stable id of principals, or the beginning of one before `*`. An ARN must have its account, because without
 * it most principals would match; the ARN of a session is no stable id.
 */
export const principalPattern = matching(
  /^(?!arn:[\w-]+:sts:[^:]*:[^:]*:assumed-role\/)(?:arn:[\w-]+:\w+:[^:*]*:\d{12}:(?:[^*]+\*?|\*)|(?!arn|ar?\*)[^*:]+(?::[^*]*)?\*?)$/,
  'the stable id of a principal (of a session, the ARN of its role), with * only at its end and after the account, because most principals would match otherwise',
);

/** A resource as records name it: an ARN, or the name of a DAX parameter or subnet group. */
export const resourceName = matching(
  /^(?:arn:[\w-]+:(?:dynamodb|dax):[^*]+|dax-(?:parameter|subnet)-group\/[^*]+)$/,
  'the ARN of a DynamoDB or DAX resource without wildcards, arn:PARTITION:dynamodb:REGION:ACCOUNT:table/NAME',
);

/** Resources as records name them, or the beginning of their ARNs before `*`. */
export const resourcePattern = matching(
  /^(?:arn:[\w-]+:[\w-]+:[^*]+\*?|dax-(?:parameter|subnet)-group\/[^*]*\*?)$/,
  'the ARN of a resource, arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, with * only at its end and after the service',
);

/** The name of an event bus, not its ARN: CDK would make an ARN of an ARN. */
export const eventBusName = matching(
  /^(?!arn:)[\w./-]{1,256}$/,
  'the name of an event bus and not its ARN: 1 to 256 letters, digits, dots, slashes, underscores and hyphens',
);

/** The name of a table. */
export const tableName = matching(
  /^[\w.-]{3,255}$/,
  'a table name: 3 to 255 letters, digits, underscores, hyphens and dots',
);

/** The name of a bucket. */
export const bucketName = matching(
  /^(?!.*\.\.)(?!\d+(?:\.\d+){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  'a bucket name: 3 to 63 lower-case letters, digits, hyphens and single dots, and no IP address',
);

export const accountId = matching(/^\d{12}$/, 'an account ID: 12 digits');

export const regionName = matching(new RegExp(`^${REGION}$`), 'a Region name, such as eu-west-1');

export const organizationId = matching(
  /^o-[a-z0-9]{10,32}$/,
  'an organization ID: o- and 10 to 32 lower-case letters or digits',
);
