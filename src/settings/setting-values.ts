import * as z from 'zod';

// Shapes of values that several settings share. What only the deployment knows passes: CDK stands a token
// in its place, `${Token[…]}`.

/** An ARN of any partition. */
export const arn = z.string().regex(/^(?:arn:|\$\{Token\[)/, { message: 'is not an ARN: allowed is arn:…' });

/** The name of a bucket. */
export const bucketName = z.string().regex(/^(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|.*\$\{Token\[.+\]\}.*)$/, {
  message: 'is not a bucket name: allowed are 3 to 63 lower-case letters, digits, hyphens and dots',
});

export const accountId = z
  .string()
  .regex(/^\d{12}$/, { message: 'is not an account id: allowed are 12 digits' });

export const organizationId = z.string().regex(/^o-[a-z0-9]{10,32}$/, {
  message: 'is not an organization id: allowed is o- and 10 to 32 letters or digits',
});
