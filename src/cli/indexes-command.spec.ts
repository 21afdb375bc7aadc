import { describe, expect, it } from '@jest/globals';

import type { IndexOverview } from '../indexes/index-overview.js';
import type { Migrations } from './migrations.js';
import { ScriptedMigration } from './testing/scripted-migration.js';

const AT = new Date('2026-03-10T00:00:00Z');
const OVERVIEW: IndexOverview = {
  at: AT,
  exists: true,
  documents: 75,
  totalBytes: 4096,
  mostIndexes: 64,
  sizes: { mine: 4096 },
  redundant: [],
  suggested: [],
  compared: [
    {
      name: 'mine',
      state: 'hidden',
      definition: undefined,
      actual: { name: 'mine', key: { x: 1 }, options: {}, hidden: true },
      differences: [],
      blockedBy: undefined,
    },
  ],
  usage: {
    usage: [{ collection: 'products', name: 'mine', operations: 3, since: AT }],
    members: ['a:1'],
    silent: [],
    building: [],
  },
  removals: [
    {
      _id: 'mine',
      state: 'hidden',
      key: '',
      options: '',
      by: 'ann',
      hiddenAt: AT,
      dropAfter: new Date('2026-03-17T00:00:00Z'),
    },
  ],
  advice: [{ kind: 'build', severity: 'warning', index: 'v2_price', text: 'v2_price is missing' }],
};

function scripted(parts: Partial<Migrations['indexes']> = {}): ScriptedMigration {
  const indexes: Migrations['indexes'] = {
    overview: () => Promise.resolve(OVERVIEW),
    sync: () => Promise.resolve({ built: [], refused: [], overview: OVERVIEW }),
    analyse: () => Promise.reject(new Error('not scripted')),
    remove: () => Promise.resolve({ state: 'dropped' }),
    unhide: () => Promise.resolve(),
    ...parts,
  };
  return new ScriptedMigration({ indexes });
}

describe('catalog indexes', () => {
  it('shows state, use, size and advice', async () => {
    const { code, stdout } = await scripted().cli('indexes');
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        '75 products, 1 of 64 indexes, 4 KB on disk; usage of 1 member',
        '  index  state                                          used                       size  serves',
        '  mine   hidden, to be dropped after 2026-03-17T00:00Z  3 since 2026-03-10T00:00Z  4 KB  { x: 1 }',
        '! v2_price is missing',
        '',
      ],
    ]);
  });

  it.each([
    ['indexes sync', 0, 'Every declared index exists\n', ['audit indexes.sync products']],
    ['indexes sync --also words', 2, '', []],
    ['indexes drop mine', 0, 'mine is dropped\n', ['audit index.remove mine']],
    ['indexes drop', 2, '', []],
    ['indexes drop mine --grace-days -1', 2, '', []],
    ['indexes unhide mine', 0, 'mine is visible again and will not be dropped\n', ['audit index.unhide mine']],
    ['indexes lst', 2, '', []],
  ])('%s: exit %d', async (line, code, stdout, calls) => {
    const script = scripted();
    expect(await script.cli(line)).toMatchObject({ code, stdout });
    expect(script.calls).toEqual(calls);
  });

  it('fails if the server refused an index', async () => {
    const script = scripted({
      sync: () =>
        Promise.resolve({ built: ['v2_price'], refused: [{ name: 'v2_name', problem: 'odd' }], overview: OVERVIEW }),
    });
    expect(await script.cli('indexes sync')).toMatchObject({
      code: 1,
      stdout: 'Built: v2_price\n! v2_name was not built: odd\n',
    });
  });

  it('says how to unhide an index', async () => {
    const removal = OVERVIEW.removals[0];
    const { code, stdout } = await scripted({
      remove: () => Promise.resolve(removal === undefined ? { state: 'dropped' } : { state: 'hidden', removal }),
    }).cli('indexes drop mine');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^mine is hidden.*catalog indexes unhide mine.*after 2026-03-17T00:00:00.000Z/),
    ]);
  });
});
