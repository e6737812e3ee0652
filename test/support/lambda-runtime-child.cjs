// What Lambda's Node runtime does, small: load the bundle, then ask for invocations and answer them.
const { readPeakKib } = require('./peak-memory.cjs');

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const [file, name] = process.argv.slice(2);

// The header tells tests the most memory that the process ever had.
const post = (path, body) =>
  fetch(`${base}/${path}`, {
    method: 'POST',
    headers: { 'peak-memory-kib': String(readPeakKib()) },
    body: JSON.stringify(body ?? null),
  });
const describe = (thrown) => ({
  errorType: thrown?.name ?? typeof thrown,
  errorMessage: thrown?.message ?? String(thrown),
  stackTrace: thrown?.stack?.split('\n') ?? [],
});

async function serve() {
  let handler;
  try {
    handler = require(file)[name];
    if (typeof handler !== 'function') throw new Error(`${file} exports no function ${name}`);
  } catch (thrown) {
    await post('init/error', describe(thrown));
    process.exit(1);
  }
  for (;;) {
    const next = await fetch(`${base}/invocation/next`);
    const requestId = next.headers.get('lambda-runtime-aws-request-id');
    const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
    const context = {
      awsRequestId: requestId,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: '$LATEST',
      invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    try {
      await post(`invocation/${requestId}/response`, await handler(await next.json(), context));
    } catch (thrown) {
      await post(`invocation/${requestId}/error`, describe(thrown));
    }
  }
}
serve();
