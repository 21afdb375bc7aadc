import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BackupManifest, FORMAT_VERSION, manifestText } from '../../src/backup/manifest.js';
import { type BackupRig, openBackupRig } from '../support/backup-rig.js';

const FLIPS = 500;
const CUTS = 200;
let rig: BackupRig;
let manifest: BackupManifest;
let folder: string;
let pristine: string;
let paths: { readonly manifest: string; readonly documents: string; readonly metadata: string };

beforeAll(async () => {
  rig = await openBackupRig();
  await rig.products.insertMany(
    Array.from({ length: 60 }, (_, number) => ({ number, name: `Ring ${number}`, padding: String(Math.random()) })),
  );
  await rig.products.createIndex({ number: 1 });
  manifest = await rig.backups.create({ reason: 'a test' });
  folder = join(rig.folder, manifest.id);
  pristine = join(rig.folder, 'pristine');
  paths = {
    manifest: join(folder, 'manifest.json'),
    documents: join(folder, manifest.files.documents.path),
    metadata: join(folder, manifest.files.metadata.path),
  };
  await cp(folder, pristine, { recursive: true });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await cp(pristine, folder, { recursive: true });
  const collections = await rig.db.listCollections().toArray();
  if (collections.length !== 1)
    throw new Error(`A refused backup left ${collections.map(({ name }) => name).join(', ')}`);
  if (!(await rig.backups.verify(manifest.id)).ok) throw new Error('The backup was not put back');
});

afterAll(() => rig.close());

/** The backup is rejected, also by `restore` before its first write. */
async function expectRefused(reason: string, problem: RegExp): Promise<void> {
  expect(await rig.backups.verify(manifest.id)).toEqual({
    id: manifest.id,
    ok: false,
    reason,
    problem: expect.stringMatching(problem),
  });
  await expect(rig.backups.restore(manifest.id, { into: 'restored' })).rejects.toMatchObject({
    code: 'BACKUP_REFUSED',
    reason,
  });
  await expect(rig.backups.verifyByRestore(manifest.id)).rejects.toMatchObject({ code: 'BACKUP_REFUSED', reason });
}

/** A skillfully forged manifest: its statements about the files' bytes are true. */
async function forge(changes: (manifest: BackupManifest) => BackupManifest, documents?: Buffer): Promise<void> {
  let forged = changes(manifest);
  if (documents !== undefined) {
    await writeFile(paths.documents, documents);
    const file = { ...forged.files.documents, bytes: documents.length, sha256: sha256(documents) };
    forged = { ...forged, files: { ...forged.files, documents: file } };
  }
  await writeFile(paths.manifest, manifestText(forged));
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const ofContent =
  (content: Buffer, documents = manifest.documents) =>
  (original: BackupManifest): BackupManifest => ({
    ...original,
    documents,
    files: {
      ...original.files,
      documents: { ...original.files.documents, contentBytes: content.length, contentSha256: sha256(content) },
    },
  });

describe.each(['manifest', 'documents', 'metadata'] as const)('damage to the %s file', (which) => {
  it(`of one bit is refused, at ${FLIPS} places`, async () => {
    const bytes = await readFile(paths[which]);
    const accepted: number[] = [];
    const bits = fc.sample(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), { numRuns: FLIPS, seed: 1 });
    for (const bit of bits) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(paths[which], damaged);
      if ((await rig.backups.verify(manifest.id)).ok) accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });

  it(`by truncation is refused, at ${CUTS} lengths`, async () => {
    const bytes = await readFile(paths[which]);
    const accepted: number[] = [];
    const lengths = [
      0,
      bytes.length - 1,
      ...fc.sample(fc.integer({ min: 0, max: bytes.length - 1 }), { numRuns: CUTS - 2, seed: 2 }),
    ];
    for (const length of lengths) {
      await writeFile(paths[which], bytes.subarray(0, length));
      if ((await rig.backups.verify(manifest.id)).ok) accepted.push(length);
    }
    expect(accepted).toEqual([]);
  });

  it('by bytes behind its end is refused', async () => {
    await writeFile(paths[which], Buffer.concat([await readFile(paths[which]), Buffer.from('\n')]));
    expect(await rig.backups.verify(manifest.id)).toMatchObject({ ok: false });
  });
});

describe('a backup is refused', () => {
  it('without its manifest', async () => {
    await rm(paths.manifest);
    await expectRefused('manifest-missing', /never finished/);
    expect(await rig.backups.list()).toEqual([{ id: manifest.id, problem: expect.stringMatching(/no manifest/) }]);
  });

  it.each(['documents', 'metadata'] as const)('without its %s', async (which) => {
    await rm(paths[which]);
    await expectRefused('file-missing', /is missing/);
  });

  it('with its files swapped', async () => {
    await rename(paths.documents, `${folder}-away`);
    await rename(paths.metadata, paths.documents);
    await rename(`${folder}-away`, paths.metadata);
    await expectRefused('file-truncated', /truncated/);
  });

  it('truncated', async () => {
    await truncate(paths.documents, 100);
    await expectRefused('file-truncated', /has 100 bytes of \d+/);
  });

  it('with a file more', async () => {
    await writeFile(join(dirname(paths.documents), 'customers.bson.gz'), '');
    await expectRefused('file-unexpected', /customers\.bson\.gz does not belong to this backup/);
  });

  it('with a link in place of a file', async () => {
    await rm(paths.documents);
    await symlink(join(pristine, manifest.files.documents.path), paths.documents);
    await expectRefused('file-unexpected', /not a regular file/);
  });

  it('with a link in place of its inner folder', async () => {
    await rm(dirname(paths.documents), { recursive: true });
    await symlink(dirname(join(pristine, manifest.files.documents.path)), dirname(paths.documents));
    await expectRefused('file-unexpected', /is not a folder/);
  });

  it('with a link in place of its manifest', async () => {
    await rm(paths.manifest);
    await symlink(join(pristine, 'manifest.json'), paths.manifest);
    await expectRefused('manifest-damaged', /can't be read/);
  });

  it('of another database', async () => {
    const other = await openBackupRig({ folder: rig.folder });
    expect(await other.backups.verify(manifest.id)).toMatchObject({
      ok: false,
      reason: 'foreign',
      problem: expect.stringContaining(`set MONGODB_DATABASE to ${rig.db.databaseName}`),
    });
    await expect(other.backups.restore(manifest.id, { into: 'restored' })).rejects.toMatchObject({ reason: 'foreign' });
    await other.client.close();
  });

  it("under another backup's name", async () => {
    const id = manifest.id.replace(/\d{3}Z$/, (end) => (end === '999Z' ? '998Z' : '999Z'));
    await cp(folder, join(rig.folder, id), { recursive: true });
    expect(await rig.backups.verify(id)).toMatchObject({ ok: false, reason: 'foreign' });
    await rig.backups.remove(id);
  });

  it('of a newer format', async () => {
    await forge((original) => ({ ...original, formatVersion: FORMAT_VERSION + 1 }));
    await expectRefused('newer-format', /use the release that wrote it, or a newer one/);
  });

  it('with a manifest of the wrong kind of values', async () => {
    await forge((original) => ({ ...original, documents: -1 }));
    await expectRefused('manifest-damaged', /wrong type/);
  });

  it('with a manifest that names files elsewhere', async () => {
    await forge((original) => ({
      ...original,
      files: { ...original.files, documents: { ...original.files.documents, path: '../../etc/passwd' } },
    }));
    await expectRefused('manifest-damaged', /another layout/);
  });

  it('with a file that unpacks without end', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const before = process.memoryUsage().rss;
    await forge((original) => original, bomb);
    await expectRefused('file-oversized', /unpacks to more/);
    expect(process.memoryUsage().rss - before).toBeLessThan(64_000_000);
  });

  it('with a file that is no gzip', async () => {
    await forge((original) => original, Buffer.from('no gzip'));
    await expectRefused('file-altered', /can't be unpacked/);
  });

  it('with packed content that is another', async () => {
    const content = gunzipSync(await readFile(paths.documents));
    content[content.length - 3]! ^= 1;
    await forge((original) => original, gzipSync(content));
    await expectRefused('content-differs', /not the \d+ of the manifest/);
  });

  it.each([
    ['longer than there are bytes', (content: Buffer) => content.writeInt32LE(content.readInt32LE(0) + 4, 0)],
    ['of less than a document', (content: Buffer) => content.writeInt32LE(4, 0)],
    ['below zero', (content: Buffer) => content.writeInt32LE(-1, 0)],
    ['beyond every document', (content: Buffer) => content.writeInt32LE(0x7fffffff, 0)],
  ])('with a document of a length %s', async (_, damage) => {
    const content = gunzipSync(await readFile(paths.documents));
    damage(content);
    await forge(ofContent(content), gzipSync(content));
    await expectRefused('bson-broken', /holds a document that/);
  });

  it('that ends in the middle of a document', async () => {
    const content = gunzipSync(await readFile(paths.documents)).subarray(0, -1);
    await forge(ofContent(content), gzipSync(content));
    await expectRefused('bson-broken', /ends in the middle/);
  });

  it('with a document less', async () => {
    const whole = gunzipSync(await readFile(paths.documents));
    const content = whole.subarray(whole.readInt32LE(0));
    await forge(ofContent(content), gzipSync(content));
    await expectRefused('content-differs', /holds 59 documents instead of 60/);
  });
});

describe('an id that names no backup', () => {
  const outside = [
    '../pristine',
    'pristine',
    '..%2fpristine',
    '/etc',
    '',
    '.',
    '..',
    'products-backup-2026-01-01T00-00-00-000Z',
    'products-backup-2026-01-01T00-00-00-000Z\0',
    'x'.repeat(5_000),
    'products-backup-2026-01-01T00-00-00-000Z/../pristine',
    '\u2024\u2024/pristine',
    '.partial-x',
  ];

  it.each(outside)('is not found: %j', async (id) => {
    const calls = [
      () => rig.backups.verify(id),
      () => rig.backups.verifyByRestore(id),
      () => rig.backups.restore(id, { into: 'x' }),
      () => rig.backups.remove(id),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('is not found where it is a link, and what it leads to stays', async () => {
    const id = 'products-backup-2026-01-01T00-00-00-000Z';
    await symlink(pristine, join(rig.folder, id));
    await expect(rig.backups.verify(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(rig.backups.remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await rig.backups.list()).map((backup) => backup.id)).toEqual([manifest.id]);
    await rm(join(rig.folder, id));
    expect(await readdir(pristine)).toContain('manifest.json');
  });

  it('is not found where it is a file', async () => {
    const id = 'products-backup-2026-01-01T00-00-00-000Z';
    await copyFile(paths.manifest, join(rig.folder, id));
    await expect(rig.backups.verify(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await rm(join(rig.folder, id));
    await mkdir(join(rig.folder, id));
    expect(await rig.backups.verify(id)).toMatchObject({ ok: false, reason: 'manifest-missing' });
    await rig.backups.remove(id);
  });
});
