/** A resource as CloudFormation is told of it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/DynamoDbAuditTrail/5f2a11c0-d2b4-11ef-8a3c-0a1b2c3d4e5f`,
};

const arn = (service: string, resource: string, region = REGION, account = ACCOUNT) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** What `Ref` (under its own name) and `Fn::GetAtt` give, by type, for a resource of that name. */
const ATTRIBUTES: Readonly<Record<string, (name: string) => Readonly<Record<string, string>>>> = {
  'AWS::DynamoDB::GlobalTable': (name) => ({ Ref: name, Arn: arn('dynamodb', `table/${name}`) }),
  'AWS::SQS::Queue': (name) => ({ QueueName: name, Arn: arn('sqs', name) }),
  'AWS::S3::Bucket': (name) => ({ Ref: name, Arn: arn('s3', name, '', '') }),
  'AWS::Lambda::Function': (name) => ({ Ref: name, Arn: arn('lambda', `function:${name}`) }),
  'AWS::IAM::Role': (name) => ({ Ref: name, Arn: arn('iam', `role/${name}`, '') }),
  'AWS::CloudTrail::Trail': (name) => ({ Ref: name, Arn: arn('cloudtrail', `trail/${name}`) }),
  'AWS::Logs::LogGroup': (name) => ({ Ref: name, Arn: arn('logs', `log-group:${name}:*`) }),
};

/** Gives templates values: names to resources that state none, and results to intrinsic functions. */
export interface Resolver {
  /** The value with every intrinsic function replaced by its result; any that is not known throws. */
  resolve(value: unknown): unknown;
  /** `Ref`, or an attribute, of a resource. */
  attribute(logicalId: string, name: string): string;
}

/**
 * @param suffix makes the names that no property states different from those of another deployment
 * @param sqsEndpoint what the URLs of queues begin with
 */
export function resolver(template: Template, suffix: string, sqsEndpoint: string): Resolver {
  const toName = (logicalId: string, { Type, Properties = {} }: TemplateResource): string => {
    if (Type === 'AWS::S3::Bucket') return String(resolve(Properties.BucketName ?? logicalId.toLowerCase()));
    return `${logicalId}-${suffix}`;
  };
  const attribute = (logicalId: string, name: string): string => {
    const resource = template.Resources[logicalId];
    if (resource?.Type === 'AWS::SQS::Queue' && name === 'Ref') {
      return `${sqsEndpoint}/${ACCOUNT}/${toName(logicalId, resource)}`;
    }
    const value = resource && ATTRIBUTES[resource.Type]?.(toName(logicalId, resource))[name];
    if (value === undefined) throw new Error(`No ${name} is known of ${logicalId} (${resource?.Type}).`);
    return value;
  };
  const reference = (name: string) => PSEUDO_PARAMETERS[name] ?? attribute(name, 'Ref');

  const FUNCTIONS: Readonly<Record<string, (argument: never) => unknown>> = {
    Ref: reference,
    'Fn::GetAtt': ([logicalId, name]: [string, string]) => attribute(logicalId, name),
    'Fn::Join': ([separator, parts]: [string, unknown[]]) => parts.map(resolve).join(separator),
    'Fn::Select': ([index, parts]: [number, unknown]) => (resolve(parts) as unknown[])[index],
    'Fn::Split': ([separator, text]: [string, unknown]) => String(resolve(text)).split(separator),
    'Fn::Sub': (text: string) => text.replace(/\$\{([^}]+)\}/g, (_, name: string) => reference(name)),
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? ['', undefined];
    const intrinsic = FUNCTIONS[name];
    if (intrinsic && entries.length === 1) return intrinsic(argument as never);
    if (/^Fn::|^Condition$/.test(name)) throw new Error(`${name} is not known: ${JSON.stringify(value)}`);
    return Object.fromEntries(entries.map(([key, child]) => [key, resolve(child)]));
  };
  return { resolve, attribute };
}
