/** Placeholder until the HTTP API lands: says so, instead of pretending to answer. */
export const handler = async () => ({ statusCode: 501, body: 'The HTTP API is not there yet.' });
