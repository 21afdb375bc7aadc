import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { readableJson } from './readable-json.js';
import { ReportFileError, ReportNotFoundError } from './report-errors.js';
import { listReports, readReport, writeReport } from './report-writer.js';

describe('readableJson', () => {
  const circular: Record<string, unknown> = { a: 1 };
  circular.self = circular;

  it.each([
    ['an ObjectId', new mongo.ObjectId('65f0000000000000000000ab'), '65f0000000000000000000ab'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['a number that JSON cannot express', Number.NaN, 'NaN'],
    ['a small Long', mongo.Long.fromNumber(5), 5],
    ['a large Long', mongo.Long.MAX_VALUE, '9223372036854775807'],
    ['a Decimal128', mongo.Decimal128.fromString('1.10'), '1.10'],
    ['a UUID', new mongo.UUID('00000000-0000-4000-8000-000000000000'), '00000000-0000-4000-8000-000000000000'],
    ['bytes', Buffer.from('abc'), 'YWJj'],
    ['a timestamp', new mongo.Timestamp({ t: 1, i: 2 }), '1970-01-01T00:00:01.000Z +2'],
    ['a bigint', 5n, '5'],
    ['an infinite Double', new mongo.BSON.Double(Infinity), 'Infinity'],
    ['a map', new Map([['a', new Set([1])]]), { a: [1] }],
    ['a missing field', { a: undefined, b: null, c: () => 1 }, { b: null }],
    ['a missing item', [undefined], [null]],
    ['an error', Object.assign(new RangeError('no'), { code: 5 }), { name: 'RangeError', message: 'no', code: 5 }],
    ['a circle', circular, { a: 1, self: '(circular)' }],
    ['a field called _bsontype', { _bsontype: 'ObjectId' }, { _bsontype: 'ObjectId' }],
    ['the smallest key', new mongo.MinKey(), '{"$minKey":1}'],
  ])('shows %s', (_, value, expected) => {
    expect(readableJson(value)).toEqual(expected);
  });
});

describe('a report', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'catalog-reports-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is written atomically over the last one, creating the folder', async () => {
    const folder = join(dir, 'deep', 'reports');
    await writeReport(folder, 'migration-final-report.json', { run: 1 });
    const path = await writeReport(folder, 'migration-final-report.json', {
      run: 2,
      id: new mongo.ObjectId('65f0000000000000000000ab'),
    });
    expect(await readFile(path, 'utf8')).toBe('{\n  "run": 2,\n  "id": "65f0000000000000000000ab"\n}\n');
    expect(await readdir(folder)).toEqual(['migration-final-report.json']);
    expect(await readReport(folder, 'migration-final-report.json')).toEqual({ run: 2, id: '65f0000000000000000000ab' });
  });

  it('can be written concurrently', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, run) =>
        writeReport(dir, 'migration-failure-report.json', { run, text: 'x'.repeat(50_000) }),
      ),
    );
    expect(await readReport(dir, 'migration-failure-report.json')).toMatchObject({ text: 'x'.repeat(50_000) });
    expect(await readdir(dir)).toEqual(['migration-failure-report.json']);
  });

  it('is listed once written', async () => {
    expect(await listReports(join(dir, 'none'))).toEqual([]);
    await writeReport(dir, 'index-optimization-report.json', {});
    await writeFile(join(dir, 'other.json'), '{}');
    expect(await listReports(dir)).toEqual([
      { name: 'index-optimization-report.json', bytes: 3, writtenAt: expect.any(Date) },
    ]);
  });

  it.each(['../secret.json', '/etc/passwd', 'migration-final-report.json\0', '', 'other.json'])(
    'is never read as %j',
    async (name) => {
      await expect(readReport(dir, name)).rejects.toThrow(ReportNotFoundError);
      await expect(writeReport(dir, name as 'migration-final-report.json', {})).rejects.toThrow(ReportNotFoundError);
    },
  );

  it('gives an error if it is missing, not JSON, or cannot be written', async () => {
    await expect(readReport(dir, 'migration-final-report.json')).rejects.toThrow('has not been written yet');
    await writeFile(join(dir, 'migration-final-report.json'), '{');
    await expect(readReport(dir, 'migration-final-report.json')).rejects.toThrow(ReportFileError);
    await expect(
      writeReport(join(dir, 'migration-final-report.json'), 'migration-final-report.json', {}),
    ).rejects.toThrow('REPORT_DIR');
  });
});
