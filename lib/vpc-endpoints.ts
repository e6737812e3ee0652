import { Annotations, Stack } from 'aws-cdk-lib';
import {
  CfnSecurityGroup,
  CfnVPCEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import { bucketAccesses } from './sources/bucket-access';

type VpcSettings = NonNullable<DeploymentSettings['vpc']>;
type EndpointSettings = NonNullable<VpcSettings['endpoints']>;

const HTTPS = 443;

/** Services that functions call in every deployment. Gateway endpoints are free of charge. */
const GATEWAYS = { S3: GatewayVpcEndpointAwsService.S3, DynamoDb: GatewayVpcEndpointAwsService.DYNAMODB };

const always = () => true;

/** Services that need an interface: the first two in every deployment, the others with certain settings. */
const INTERFACES = [
  { id: 'Sqs', service: InterfaceVpcEndpointAwsService.SQS, isNeeded: always },
  { id: 'CloudTrail', service: InterfaceVpcEndpointAwsService.CLOUDTRAIL, isNeeded: always },
  {
    id: 'Sts',
    service: InterfaceVpcEndpointAwsService.STS,
    isNeeded: ({ sources }: DeploymentSettings) =>
      sources.some((source) => source.type !== 'newTrail' && source.readRoleArn !== undefined),
  },
  {
    id: 'EventBridge',
    service: InterfaceVpcEndpointAwsService.EVENTBRIDGE,
    isNeeded: ({ riskEventBusName }: DeploymentSettings) => riskEventBusName !== undefined,
  },
  {
    id: 'XRay',
    service: InterfaceVpcEndpointAwsService.XRAY,
    isNeeded: ({ tracing }: DeploymentSettings) => tracing,
  },
];

/**
 * VPC endpoints for the services that the functions call. The functions need none for CloudWatch Logs and KMS:
 * Lambda, S3 and DynamoDB call these services themselves, outside the VPC. An endpoint reaches its own Region only,
 * and so no public keys of CloudTrail in other Regions.
 */
export class VpcEndpoints extends Construct {
  constructor(
    scope: Construct,
    id: string,
    settings: DeploymentSettings,
    { subnetIds, securityGroupIds }: VpcSettings,
    { vpcId, routeTableIds }: EndpointSettings,
  ) {
    super(scope, id);
    for (const [name, service] of Object.entries(GATEWAYS)) {
      new CfnVPCEndpoint(this, name, {
        vpcEndpointType: 'Gateway',
        serviceName: service.name,
        vpcId,
        routeTableIds,
      });
    }
    const needed = INTERFACES.filter(({ isNeeded }) => isNeeded(settings));
    const group = new CfnSecurityGroup(this, 'SecurityGroup', {
      groupDescription: 'Calls of the audit functions to AWS services',
      vpcId,
      securityGroupIngress: securityGroupIds.map((sourceSecurityGroupId) => ({
        ipProtocol: 'tcp',
        fromPort: HTTPS,
        toPort: HTTPS,
        sourceSecurityGroupId,
        description: 'HTTPS from the audit functions',
      })),
    });
    for (const { id: name, service } of needed) {
      new CfnVPCEndpoint(this, name, {
        vpcEndpointType: 'Interface',
        serviceName: service.name,
        vpcId,
        subnetIds,
        securityGroupIds: [group.attrGroupId],
        privateDnsEnabled: true,
      });
    }
    this.#warnOfOtherRegions(settings);
  }

  /** A gateway endpoint reaches the buckets of its own Region only. */
  #warnOfOtherRegions(settings: DeploymentSettings): void {
    const elsewhere = bucketAccesses(settings, Stack.of(this).region).filter(({ region }) => region);
    if (elsewhere.length === 0) return;
    const list = elsewhere.map(({ bucketName, region }) => `${bucketName} (${region})`).join(', ');
    Annotations.of(this).addWarningV2(
      'dynamodb-audit-trail:bucketsBeyondEndpoints',
      `vpc.endpoints reach only buckets in the Region of the stack. Make sure that the subnets reach these buckets another way, for example through a NAT gateway: ${list}.`,
    );
  }
}
