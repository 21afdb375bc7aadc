import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';

import { AdminKeys } from '../../src/admin/admin-keys.js';
import { newApiKey } from '../../src/admin/new-api-key.js';
import type { Role } from '../../src/config/api-key.js';
import { eventually } from '../support/eventually.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let rig: TestApp;
let folder: string;
let file: string;

const lineOf = (name: string, role: Role, day?: string): { readonly key: string; readonly line: string } => {
  const { key, entry } = newApiKey(name, role);
  return { key, line: `${name}:${role}:${entry.sha256}${day === undefined ? '' : `:${day}`}` };
};
/** Replaces the file like an orchestrator replaces a secret: the new file is renamed over the old one. */
async function write(...lines: readonly string[]): Promise<void> {
  await writeFile(`${file}.new`, `# keys\n\n${lines.join('\n')}\n`);
  await rename(`${file}.new`, file);
  rig.app.get(AdminKeys, { strict: false }).look();
}
const as = (key: string, path = '/api/admin/quarantine'): request.Test =>
  request(rig.server).get(path).set('x-api-key', key);
const log = (): request.Test => as(rig.keys.admin, '/api/admin/audit?limit=100').expect(200);
async function changes(): Promise<readonly { kind: string; params?: unknown; outcome?: string }[]> {
  const { body } = await log();
  return (body.data.records as { action: string; kind: string }[])
    .filter(({ action }) => action === 'access.keys')
    .toReversed();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  file = join(folder, 'keys');
  await writeFile(file, `${lineOf('first', 'viewer').line}\n`);
  rig = await startTestApp({ settings: { ADMIN_API_KEYS_FILE: file } });
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

describe('Keys of a file', () => {
  it('are added, changed and removed without a restart, each with its record', async () => {
    const old = lineOf('ops', 'viewer');
    const next = lineOf('ops', 'viewer');
    const both = lineOf('ops-2', 'viewer');
    await write(old.line);
    await as(old.key).expect(200);
    await write(old.line, both.line);
    await as(old.key).expect(200);
    await as(both.key).expect(200);
    await write(next.line);
    await as(old.key).expect(401);
    await as(both.key).expect(401);
    await as(next.key).expect(200);
    await as(rig.keys.admin).expect(200);

    // Records are written asynchronously.
    await eventually('six records', async () => (await changes()).length === 6);
    expect((await changes()).filter(({ kind }) => kind === 'intent').map(({ params }) => params)).toEqual([
      { added: ['ops'], removed: ['first'], changed: [] },
      { added: ['ops-2'], removed: [], changed: [] },
      { added: [], removed: ['ops-2'], changed: ['ops'] },
    ]);
    expect(JSON.stringify(await changes())).not.toMatch(/[0-9a-f]{64}"?:/);
  });

  it.each([
    ['an entry that is wrong', ['ops:king:00'], /entry 1 is not of the form/],
    ['a name twice', ['a', 'a'].map((name) => lineOf(name, 'viewer').line), /two entries have the same name/],
    ['a name of the settings', [lineOf('viewer', 'admin').line], /viewer is also in ADMIN_API_KEYS/],
    ['a day that does not exist', [`${lineOf('b', 'viewer').line}:2026-02-30`], /entry 1 is not of the form/],
  ])('stay as they were where the new file has %s', async (_title, lines, problem) => {
    const good = lineOf('good', 'operator');
    await write(good.line);
    await write(...lines);
    await as(good.key).expect(200);
    await eventually('a record of the problem', async () =>
      (await changes()).some(({ params }) => problem.test(JSON.stringify(params ?? ''))),
    );
    await eventually('its outcome', async () => (await changes()).at(-1)?.outcome !== undefined);
  });

  it('stay as they were where the file is gone', async () => {
    const good = lineOf('still-there', 'viewer');
    await write(good.line);
    await rm(file);
    rig.app.get(AdminKeys, { strict: false }).look();
    await as(good.key).expect(200);
  });

  it('are refused after their last day, with a record that names them', async () => {
    const over = lineOf('over', 'admin', '2020-01-01');
    const valid = lineOf('valid', 'viewer', '2999-01-01');
    await write(over.line, valid.line);
    await as(valid.key).expect(200);
    const { body } = await as(over.key).expect(401);
    expect(body.detail).toContain('over is no longer valid');
    await eventually('a record with the name', async () => {
      const { body: found } = await log();
      return (found.data.records as { action: string; actor?: { name: string } }[]).some(
        ({ action, actor }) => action === 'access.refused' && actor?.name === 'over',
      );
    });
  });
});
