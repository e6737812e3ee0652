// Functions in subnets without internet access. The stack creates the VPC endpoints that they need.
import { App, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';

export const app = new App();
const stack = new Stack(app, 'PrivateSubnetsAudit');
const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 0,
  restrictDefaultSecurityGroup: false, // Nothing uses the default group.
  subnetConfiguration: [{ name: 'Functions', subnetType: SubnetType.PRIVATE_ISOLATED }],
});
const securityGroup = new CfnSecurityGroup(stack, 'Functions', {
  vpcId: vpc.vpcId,
  groupDescription: 'Functions of the audit',
});
new DynamoDbAuditTrail(stack, 'AuditTrail', {
  sources: [
    {
      type: 'existingBucket',
      bucketName: 'example-central-logs',
      bucketAccountId: '444455556666',
      readRoleArn: 'arn:aws:iam::444455556666:role/read-cloudtrail-logs',
    },
  ],
  riskEventBusName: 'security',
  vpc: {
    subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    securityGroupIds: [securityGroup.attrGroupId],
    endpoints: {
      vpcId: vpc.vpcId,
      routeTableIds: vpc.isolatedSubnets.map(({ routeTable }) => routeTable.routeTableId),
    },
  },
});
