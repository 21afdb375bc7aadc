import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection, MongoClient, ObjectId } from 'mongodb';

import type { CommandContext, CommandResult } from '../../src/cli/command.js';
import { importCommand } from '../../src/cli/commands/import.command.js';
import { noProgress } from '../../src/cli/progress.js';

let client: MongoClient;
let products: Collection;
let folder: string;
let quarantined: unknown[];

beforeAll(async () => {
  client = await MongoClient.connect(process.env.TEST_MONGODB_URI ?? '');
  folder = await mkdtemp(join(tmpdir(), 'import-command-'));
});

beforeEach(() => {
  products = client.db(`test-import-command-${new ObjectId().toHexString()}`).collection('products');
  quarantined = [];
});

afterEach(() => client.db(products.dbName).dropDatabase());

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await client.close();
});

async function imported(content: string): Promise<CommandResult> {
  const file = join(folder, 'products.json');
  await writeFile(file, content);
  const quarantine = {
    addImported: (documents: readonly { readonly id: unknown }[]) => {
      quarantined.push(...documents.map(({ id }) => id));
      return Promise.resolve();
    },
  };
  const context: Partial<CommandContext> = {
    products: () => Promise.resolve(products),
    progress: () => noProgress,
    signal: new AbortController().signal,
    migrations: () => Promise.resolve({ quarantine } as never),
  };
  return importCommand.run(context as CommandContext, { args: [file], options: {} });
}

const good = '{"_id":"ok","name":"Ring","category":"rings","pricing":{"basePrice":5}}';

describe('an import judges itself by what can be sold', () => {
  it.each([
    {
      title: 'products wrapped in an object',
      content: '{"products":[{"_id":"a1","name":"Halo Ring","category":"rings","pricing":{"basePrice":300}}]}',
      done: false,
      says: ['1 stored', '1 of no known version', 'did you mean its elements?'],
      kept: 1,
    },
    {
      title: 'an array in an array',
      content: '[[{"_id":"a1","name":"Halo Ring","pricing":{"basePrice":300}}]]',
      done: false,
      says: ['1 refused', 'did you mean its elements?'],
      kept: 0,
    },
    { title: 'an empty file', content: '', done: false, says: ['no product'], kept: 0 },
    { title: 'an empty array', content: '[]', done: false, says: ['no product'], kept: 0 },
    {
      title: "another shop's shape",
      content: '{"title":"Halo Ring","price":300,"category":"ring"}',
      done: false,
      says: ['1 of no known version'],
      kept: 1,
    },
    {
      title: 'a date that is none',
      content: `${good}\n{"_id":"d","name":"R","pricing":{"basePrice":5},"createdAt":{"$date":"0000-00-00"}}`,
      done: false,
      says: ['1 stored', '1 refused', 'line 2: createdAt 0000-00-00'],
      kept: 0,
    },
    { title: 'a good product', content: good, done: true, says: ['1 stored, 0 existing, 0 refused'], kept: 0 },
    {
      title: 'a good product beside one without a price',
      content: `${good}\n{"name":"R","pricing":{"basePrice":null}}`,
      done: true,
      says: ['2 stored', '1 refused by the mapping'],
      kept: 1,
    },
  ])('$title', async ({ content, done, says, kept }) => {
    const result = await imported(content);
    expect(result.done).toBe(done);
    for (const words of says) expect(result.lines.join('\n')).toContain(words);
    expect(quarantined).toHaveLength(kept);
  });

  it('once more: what is there already is no failure', async () => {
    await imported(good);
    expect(await imported(good)).toMatchObject({ done: true, lines: ['0 stored, 1 existing, 0 refused'] });
  });
});
