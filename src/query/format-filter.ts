/** A filter for display: `plane = control`. */
export const formatFilter = (name: string, values: readonly string[]): string =>
  `${name} = ${values.join(' or ')}`;

/** An excluded value for display: `action is not GetItem`. */
export const formatExclusion = (name: string, values: readonly string[]): string =>
  `${name} is not ${values.join(' or ')}`;
