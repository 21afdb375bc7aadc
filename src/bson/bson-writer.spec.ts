import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';

import { arbitraryDocuments } from '../../migrations/testing/arbitrary-document.js';
import { anything } from '../../migrations/testing/arbitrary-values.js';
import { BsonWriter } from './bson-writer.js';

const { BSON } = mongo;
const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function written(writer: BsonWriter, fields: Readonly<Record<string, unknown>>, size = 0): Uint8Array {
  writer.start(size);
  writer.document(() => {
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) writer.value(name, value);
  });
  return writer.finish();
}

describe('BsonWriter', () => {
  it('writes values as the driver does, without fields that are undefined', () => {
    const values = fc.oneof(
      anything,
      fc.double(),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        2 ** 31 - 1,
        2 ** 31,
        -(2 ** 31),
        -(2 ** 31) - 1,
        2 ** 53,
        'x'.repeat(24),
        'x'.repeat(33),
        `${'x'.repeat(20)}é`,
        '\uD800',
        'a\uDC00',
        [undefined, null],
        { a: { b: undefined }, c: [{ d: undefined }] },
      ),
    );
    const writer = new BsonWriter();
    fc.assert(
      fc.property(values, (value) => {
        expect(hex(written(writer, { value }))).toBe(hex(BSON.serialize({ value })));
      }),
      { numRuns: 5 * runs.numRuns },
    );
  });

  it('keeps finished documents while it writes on, across buffer boundaries', () => {
    const writer = new BsonWriter();
    const sizes = [0, 1, 300_000, 5, 100_000, 100_000, 100_000, 700_000, 3, 250_000];
    const documents = sizes.flatMap((size, index) => [
      { index, text: 'ä'.repeat(size / 2), list: [size, { deep: 'x'.repeat(40) }] },
      { last: `${index}` },
    ]);
    const bytes = documents.map((document, index) => written(writer, document, index % 3 === 0 ? 10 : 0));
    expect(bytes.map(hex)).toEqual(documents.map((document) => hex(BSON.serialize(document))));
  });

  it('discards an unfinished document', () => {
    const writer = new BsonWriter();
    const first = written(writer, { a: 1 });
    writer.start(10);
    expect(() => {
      writer.document(() => {
        writer.value('b', { 'a\0': 1 });
      });
    }).toThrow('zero byte');
    expect(hex(written(writer, { c: 'text' }))).toBe(hex(BSON.serialize({ c: 'text' })));
    expect(hex(first)).toBe(hex(BSON.serialize({ a: 1 })));
  });

  it('writes whole documents, and copies parts of existing ones', () => {
    const writer = new BsonWriter();
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const source = Buffer.from(BSON.serialize(document));
        writer.start(0);
        writer.document(() => {
          writer.copy(source, 4, source.length - 1);
          writer.bytes(source.subarray(4, -1));
          writer.value('end', true);
        });
        const body = Buffer.concat([
          source.subarray(4, -1),
          source.subarray(4, -1),
          BSON.serialize({ end: true }).subarray(4),
        ]);
        const length = Buffer.alloc(4);
        length.writeInt32LE(body.length + 4);
        expect(hex(writer.finish())).toBe(hex(Buffer.concat([length, body])));
      }),
      runs,
    );
  });
});
