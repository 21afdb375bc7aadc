// A process that owns an embedded server until it is told to stop.
import { once } from 'node:events';

import { startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';

const keepAlive = setInterval(() => undefined, 60_000);
const mongo = await startEmbeddedMongo({ dataDir: process.env['DATA_DIR'] ?? '' });
const toldToEnd = once(process, 'SIGTERM');
process.stdout.write(`serving ${mongo.uri} by ${mongo.pid}\n`);
await toldToEnd;
await mongo.stop();
clearInterval(keepAlive);
