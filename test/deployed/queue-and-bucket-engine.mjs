// S3 and SQS in a process of their own: the engine is an ES module, which Jest does not load. The process
// also has a clock of its own, so that visibility timeouts need no waiting: send it seconds, and they pass.
import { buildApp } from 'fauxqs';

const now = Date.now;
let passedMilliseconds = 0;
Date.now = () => now() + passedMilliseconds;

const app = buildApp({ logger: false });
process.send(await app.listen({ port: 0, host: '127.0.0.1' }));
process.on('message', (seconds) => {
  passedMilliseconds += seconds * 1000;
  process.send('passed');
});
process.once('disconnect', () => process.exit());
