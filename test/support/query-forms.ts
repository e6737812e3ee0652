/** A query as flags of the command line. */
export const toFlags = (query: object): string[] =>
  Object.entries(query).flatMap(([field, value]) =>
    value === true ? [toFlag(field)] : [value].flat().flatMap((one) => [toFlag(field), String(one)]),
  );

const toFlag = (field: string): string =>
  `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A query as parameters of the HTTP API. */
export function toParameters(query: object): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  return parameters;
}
