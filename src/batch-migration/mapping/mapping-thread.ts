import { parentPort } from 'node:worker_threads';

import { mapPacked, type MappingRequest } from './map-packed.js';
import { buffersOf } from './packed-documents.js';

// The code of a mapping thread: answers each request with the mapped documents, in order. See `MappingThreads`.
parentPort?.on('message', (request: MappingRequest) => {
  const reply = mapPacked(request);
  parentPort?.postMessage(reply, buffersOf(reply.documents));
});
parentPort?.postMessage('ready', []);
