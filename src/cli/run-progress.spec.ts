import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { toRunDto } from '../batch-migration/http/to-run-dto.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import { showRunProgress } from './run-progress.js';
import { testRun } from './testing/scripted-migration.js';

function stream(isTTY: boolean): NodeJS.WriteStream {
  const through = Object.assign(new PassThrough(), {
    isTTY,
    columns: 200,
    rows: 50,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  });
  return through as unknown as NodeJS.WriteStream;
}

const textOf = (target: NodeJS.WriteStream): string => String((target as unknown as PassThrough).read() ?? '');

describe('showRunProgress', () => {
  it('without a terminal, prints a line when a phase starts, and numbers every two seconds', () => {
    let time = 0;
    const target = stream(false);
    const progress = showRunProgress(target, () => time);
    const show = (changes: Partial<MigrationRun>, at: number): void => {
      time = at;
      progress.show(toRunDto(testRun(changes)));
    };
    show({ phase: null }, 0);
    show({ phase: 'backup' }, 10);
    show({ phase: 'backup', counts: { total: 100, migrated: 41, quarantined: 0 } }, 1_000);
    show(
      {
        phase: 'backup',
        counts: { total: 100, migrated: 42, quarantined: 3 },
        ratePerSecond: 20.4,
        etaSeconds: 65,
        throttledBy: 'reads take 80 ms',
      },
      2_010,
    );
    show(
      {
        phase: 'backup',
        counts: { total: 100, migrated: 42, quarantined: 3 },
        ratePerSecond: 20.4,
        etaSeconds: 65,
        throttledBy: 'reads take 80 ms',
      },
      9_000,
    );

    expect(textOf(target)).toBe(
      [
        'running, not begun: 40 of 100 documents (40 %), working',
        'running, backup: 40 of 100 documents (40 %), working',
        'running, backup: 42 of 100 documents (42 %), 3 in quarantine, 20/s | 1 min 5 s to go | throttled by ' +
          'reads take 80 ms',
        '',
      ].join('\n'),
    );
  });

  it('on a terminal, shows a bar with phase, rate, time left and throttling', () => {
    const target = stream(true);
    const progress = showRunProgress(target);
    progress.show(toRunDto(testRun({ ratePerSecond: 20, etaSeconds: 3, throttledBy: 'replication lag of 4 s' })));
    progress.end();
    progress.end();

    expect(textOf(target)).toContain('transformation');
  });
});
