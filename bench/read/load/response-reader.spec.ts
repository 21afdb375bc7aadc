import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ResponseReader } from './response-reader.js';

function response(status: number, body: string): Buffer {
  const head = `HTTP/1.1 ${status} Reason\r\nContent-Type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}`;
  return Buffer.from(`${head}\r\n\r\n${body}`);
}

describe('ResponseReader', () => {
  it('reads responses one after the other, however they are cut up', () => {
    const answer = fc.record({ status: fc.integer({ min: 200, max: 599 }), body: fc.string() });
    const answers = fc.array(answer, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 80 }), (sent, size) => {
        const reader = new ResponseReader();
        const read = sent.flatMap(({ status, body }) => {
          const bytes = response(status, body);
          const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, part) => part * size);
          return starts.flatMap((start) => reader.push(bytes.subarray(start, start + size)) ?? []);
        });

        expect(read.map(({ status, body }) => ({ status, body: body.toString() }))).toEqual(sent);
      }),
    );
  });

  it.each([
    { name: 'without a length', head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked', status: 0 },
    { name: 'that has no body', head: 'HTTP/1.1 304 Not Modified\r\nETag: "a"', status: 304 },
  ])('tells the status $status of a response $name', ({ head, status }) => {
    expect(new ResponseReader().push(Buffer.from(`${head}\r\n\r\n`))?.status).toBe(status);
  });
});
