import { describe, expect, it } from '@jest/globals';

import type { Alert, AlertFinding, Severity } from './alert.js';
import { type AlertTiming, nextStep } from './alert-state.js';

const OWNER = { rule: 'latency', title: 'A query class is slow', instance: null };
const TIMING: AlertTiming = { levels: { CRITICAL: { forSeconds: 0 }, WARNING: { forSeconds: 60 } }, clearSeconds: 120 };

/** The finding at each second; a dot is none. */
type Found = readonly [second: number, found: Severity | '.'];

function finding(severity: Severity): AlertFinding {
  return { subject: 'text-search', severity, message: `It is ${severity}`, value: 1, limit: 0 };
}

/** The notifications and their times. */
function play(
  found: readonly Found[],
  timing = TIMING,
): { readonly told: string[]; readonly alert: Alert | undefined } {
  let alert: Alert | undefined;
  const told: string[] = [];
  for (const [second, severity] of found) {
    const step = nextStep(alert, severity === '.' ? undefined : finding(severity), new Date(second * 1000), {
      owner: OWNER,
      timing,
    });
    if (step.kind === 'forget') alert = undefined;
    if (step.kind !== 'write') continue;
    alert = step.alert;
    if (step.event !== null) told.push(`${second} ${step.event.state} ${step.event.severity}`);
  }
  return { told, alert };
}

describe('nextStep', () => {
  it.each<{ title: string; found: readonly Found[]; told: string[] }>([
    {
      title: 'nothing',
      found: [
        [0, '.'],
        [10, '.'],
      ],
      told: [],
    },
    {
      title: 'a critical finding at once, and only once',
      found: [
        [0, 'CRITICAL'],
        [15, 'CRITICAL'],
        [900, 'CRITICAL'],
      ],
      told: ['0 firing CRITICAL'],
    },
    {
      title: 'what lasts',
      found: [
        [0, 'WARNING'],
        [45, 'WARNING'],
        [60, 'WARNING'],
        [75, 'WARNING'],
      ],
      told: ['60 firing WARNING'],
    },
    {
      title: 'nothing that does not last',
      found: [
        [0, 'WARNING'],
        [45, 'WARNING'],
        [50, '.'],
        [60, 'WARNING'],
        [75, 'WARNING'],
      ],
      told: [],
    },
    {
      title: 'an end',
      found: [
        [0, 'CRITICAL'],
        [15, '.'],
        [130, '.'],
        [135, '.'],
        [150, '.'],
      ],
      told: ['0 firing CRITICAL', '135 resolved CRITICAL'],
    },
    {
      title: 'no end if it comes back',
      found: [
        [0, 'CRITICAL'],
        [15, '.'],
        [100, 'CRITICAL'],
        [115, '.'],
        [200, '.'],
        [234, '.'],
      ],
      told: ['0 firing CRITICAL'],
    },
    {
      title: 'a finding that returns after its end',
      found: [
        [0, 'CRITICAL'],
        [15, '.'],
        [135, '.'],
        [200, 'CRITICAL'],
      ],
      told: ['0 firing CRITICAL', '135 resolved CRITICAL', '200 firing CRITICAL'],
    },
    {
      title: 'what becomes worse',
      found: [
        [0, 'WARNING'],
        [60, 'WARNING'],
        [75, 'CRITICAL'],
        [90, 'CRITICAL'],
      ],
      told: ['60 firing WARNING', '75 firing CRITICAL'],
    },
    {
      title: 'a finding that becomes worse before it was reported',
      found: [
        [0, 'WARNING'],
        [15, 'CRITICAL'],
      ],
      told: ['15 firing CRITICAL'],
    },
    {
      title: 'an improvement that lasts',
      found: [
        [0, 'CRITICAL'],
        [15, 'WARNING'],
        [119, 'WARNING'],
        [120, 'WARNING'],
        [135, 'WARNING'],
      ],
      told: ['0 firing CRITICAL', '120 firing WARNING'],
    },
    {
      title: 'no change while it fluctuates',
      found: [
        [0, 'CRITICAL'],
        [15, 'WARNING'],
        [90, 'CRITICAL'],
        [105, 'WARNING'],
        [200, 'WARNING'],
      ],
      told: ['0 firing CRITICAL'],
    },
    {
      title: 'the warning behind a brief critical spike',
      found: [
        [0, 'WARNING'],
        [30, 'CRITICAL'],
        [45, 'WARNING'],
        [60, 'WARNING'],
      ],
      told: ['30 firing CRITICAL'],
    },
    {
      title: 'no severity that the rule lacks',
      found: [
        [0, 'INFO'],
        [900, 'INFO'],
      ],
      told: [],
    },
  ])('tells $title', ({ found, told }) => {
    expect(play(found).told).toEqual(told);
  });

  it('forgets alerts that never fired and keeps those that did', () => {
    expect(
      play([
        [0, 'WARNING'],
        [10, '.'],
      ]).alert,
    ).toBeUndefined();
    expect(
      play([
        [0, 'CRITICAL'],
        [10, '.'],
        [200, '.'],
        [210, 'WARNING'],
        [220, '.'],
      ]).alert,
    ).toMatchObject({ state: 'resolved', fired: 1, foundSince: {} });
  });

  it('keeps its subject', () => {
    const { alert } = play([
      [0, 'CRITICAL'],
      [15, 'CRITICAL'],
    ]);

    expect(alert).toMatchObject({
      _id: 'latency:text-search',
      rule: 'latency',
      subject: 'text-search',
      instance: null,
      state: 'firing',
      severity: 'CRITICAL',
      title: 'A query class is slow',
      message: 'It is CRITICAL',
      firingAt: new Date(0),
      clearSince: null,
      resolvedAt: null,
      evaluatedAt: new Date(15_000),
      fired: 1,
      history: [{ at: new Date(0), state: 'firing', severity: 'CRITICAL', message: 'It is CRITICAL' }],
    });
  });

  it('keeps at most fifty events', () => {
    const flaps = Array.from({ length: 60 }, (_, n): Found[] => [
      [n * 300, 'CRITICAL'],
      [n * 300 + 15, '.'],
      [n * 300 + 140, '.'],
    ]).flat();
    const { alert, told } = play(flaps);

    expect(told).toHaveLength(120);
    expect(alert?.history).toHaveLength(50);
    expect(alert?.fired).toBe(60);
  });
});
