import { describe, expect, it } from '@jest/globals';

import { benchmarkDocument } from './document.js';
import { Figures } from './figures.js';
import { GOALS } from './goal-list.js';
import { judgeGoals } from './goals.js';
import type { Outcome } from './outcome.js';

function outcome(label: string, micros: number): Outcome {
  const figures = [
    { id: 'pages/75/service-100/rest/cpu', unit: 'µs', samples: [micros, micros * 1.1] },
    { id: 'pages/75/floor/rest/cpu', unit: 'µs', samples: [1000, 1000] },
  ] as const;
  return {
    benchmark: 'read',
    label,
    at: '2030-01-02T03:04:05.000Z',
    commit: 'abc',
    command: `npm run bench -- read --label ${label}`,
    machine: { processor: 'a processor', cores: 2, memoryGb: 8, system: 'linux' },
    loadAverage: [1, 1, 1],
    versions: { node: '20' },
    products: [75],
    rounds: 2,
    seconds: 2,
    figures,
    goals: judgeGoals(GOALS, Figures.of(figures)),
  };
}

describe('benchmarkDocument', () => {
  it('leaves the column of a run that was not made empty', () => {
    const text = benchmarkDocument(outcome('before', 4000), undefined);

    expect(text).toContain('CPU ÷ floor | ≤ 0.3 | **not met** 4.2 [4–4.4] (75 products, 100 % migrated) | – |');
    expect(text).toMatch(/: service, 100 % migrated \| 4,200 \[4,000–4,400\] µs, 4\.2 \[4–4\.4\] × floor.* \| – \|/);
  });

  it('says so when the machine was busy', () => {
    const busy = { ...outcome('before', 4000), loadAverage: [9, 9, 9] };

    expect(benchmarkDocument(busy, outcome('after', 200))).toContain('Run "before" shared the machine');
    expect(benchmarkDocument(busy, outcome('after', 200))).not.toContain('Run "after" shared the machine');
  });

  it('puts both runs side by side', () => {
    const text = benchmarkDocument(outcome('before', 4000), outcome('after', 200));

    expect(text).toMatch(/\| \*\*not met\*\* 4\.2 .*\| \*\*met\*\* 0\.21 /);
    expect(text).toContain('`npm run bench -- read --label after`');
  });
});
