import * as z from 'zod';

// Values that several settings share. CDK tokens (`${Token[…]}`) pass, because they are known only at deployment.

/** An ARN of any partition. */
export const arn = z.string().regex(/^(?:arn:|\$\{Token\[)/, { message: 'must be an ARN, arn:…' });

/** The name of a bucket. */
export const bucketName = z.string().regex(/^(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|.*\$\{Token\[.+\]\}.*)$/, {
  message: 'must be a bucket name: 3 to 63 lower-case letters, digits, hyphens and dots',
});

export const accountId = z.string().regex(/^\d{12}$/, { message: 'must be an account ID: 12 digits' });

export const organizationId = z.string().regex(/^o-[a-z0-9]{10,32}$/, {
  message: 'must be an organization ID: o- and 10 to 32 lower-case letters or digits',
});
