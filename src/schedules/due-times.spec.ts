import { describe, expect, it } from '@jest/globals';

import { DueTimes } from './due-times.js';
import { SCHEDULES } from './schedules.js';

const at = (text: string): Date => new Date(`${text}Z`);

function times(cron: string, zone: string, from: string, count: number): string[] {
  const due = new DueTimes(cron, zone);
  const found: string[] = [];
  for (let moment = at(from); found.length < count;) {
    moment = due.after(moment);
    found.push(moment.toISOString().slice(0, 16));
  }
  return found;
}

describe('times of a schedule', () => {
  it.each([
    ['daily, from the very minute', '0 1 * * *', 'UTC', '2026-01-01T01:00', ['2026-01-02T01:00', '2026-01-03T01:00']],
    ['Sundays', '0 2 * * 0', 'UTC', '2026-01-01T00:00', ['2026-01-04T02:00', '2026-01-11T02:00']],
    [
      'the first of a month, in a leap year',
      '0 3 1 * *',
      'UTC',
      '2028-02-01T03:00',
      ['2028-03-01T03:00', '2028-04-01T03:00'],
    ],
    ['quarters', '0 5 1 1,4,7,10 *', 'UTC', '2026-11-01T00:00', ['2027-01-01T05:00', '2027-04-01T05:00']],
    [
      'far from Greenwich',
      '0 1 * * *',
      'Pacific/Kiritimati',
      '2026-01-01T00:00',
      ['2026-01-01T11:00', '2026-01-02T11:00'],
    ],
    // Berlin goes from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
    [
      'a skipped hour: when the gap ends',
      '0 2 * * *',
      'Europe/Berlin',
      '2026-03-27T12:00',
      ['2026-03-28T01:00', '2026-03-29T01:00', '2026-03-30T00:00'],
    ],
    [
      'a repeated hour: only the first time',
      '0 2 * * *',
      'Europe/Berlin',
      '2026-10-23T12:00',
      ['2026-10-24T00:00', '2026-10-25T00:00', '2026-10-26T01:00'],
    ],
    ['the same, seen from between the two', '0 2 * * *', 'Europe/Berlin', '2026-10-25T00:30', ['2026-10-26T01:00']],
    [
      '01:00 in London in spring',
      '0 1 * * *',
      'Europe/London',
      '2026-03-28T12:00',
      ['2026-03-29T01:00', '2026-03-30T00:00'],
    ],
    [
      '01:00 in New York in autumn',
      '0 1 * * *',
      'America/New_York',
      '2026-10-31T12:00',
      ['2026-11-01T05:00', '2026-11-02T06:00'],
    ],
    [
      'a change by half an hour',
      '0 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T12:00',
      ['2026-10-03T15:30', '2026-10-04T15:00'],
    ],
  ])('%s', (_, cron, zone, from, expected) => {
    expect(times(cron, zone, from, expected.length)).toEqual(expected);
  });
});

describe('what is due', () => {
  const daily = new DueTimes('0 1 * * *', 'UTC');

  it.each([
    ['nothing a moment before', '2026-01-01T01:00', '2026-01-02T00:59:59.999', null],
    ['the time itself', '2026-01-01T01:00', '2026-01-02T01:00', { due: at('2026-01-02T01:00'), missed: 0 }],
    ['one long after', '2026-01-01T01:00', '2026-01-02T23:00', { due: at('2026-01-02T01:00'), missed: 0 }],
    ['one for all missed times', '2026-01-01T01:00', '2026-01-11T09:00', { due: at('2026-01-11T01:00'), missed: 9 }],
    ['nothing before the first due time after the schedule was created', '2026-01-01T01:30', '2026-01-01T23:00', null],
    ['nothing twice if another server’s clock is slightly behind', '2026-01-02T01:00', '2026-01-02T00:59:58', null],
  ])('%s', (_, settled, now, expected) => {
    expect(daily.due(at(settled), at(now))).toEqual(expected);
  });

  it.each([
    ['the next time', '2026-01-01T01:00', '2026-01-01T12:00', '2026-01-02T01:00'],
    ['an overdue time', '2026-01-01T01:00', '2026-01-05T12:00', '2026-01-05T01:00'],
    [
      'the time after the one already settled by a clock that is ahead',
      '2026-01-02T01:00',
      '2026-01-02T00:59:58',
      '2026-01-03T01:00',
    ],
  ])('predicts %s', (_, settled, now, expected) => {
    expect(daily.next(at(settled), at(now))).toEqual(at(expected));
  });

  it('is fast even after centuries', () => {
    expect(daily.due(at('1900-01-01T01:00'), at('2026-01-01T12:00'))?.missed).toBe(10_000);
  });

  it('follows the clocks of the time zone', () => {
    const weekly = new DueTimes('0 2 * * 0', 'Europe/Berlin');
    expect(weekly.due(at('2026-03-22T01:00'), at('2026-03-29T00:59'))).toBeNull();
    expect(weekly.due(at('2026-03-22T01:00'), at('2026-03-29T01:00'))).toEqual({
      due: at('2026-03-29T01:00'),
      missed: 0,
    });
    expect(weekly.due(at('2026-03-29T01:00'), at('2026-03-29T23:00'))).toBeNull();
  });
});

describe('the schedules', () => {
  it.each(SCHEDULES.map((schedule) => [schedule.name, schedule] as const))(
    '%s is due at some time and leaves enough time for a run',
    (_, { cron, limitMinutes }) => {
      const times = new DueTimes(cron, 'UTC');
      const first = times.after(at('2026-01-01T00:00'));
      expect(times.after(first).getTime() - first.getTime()).toBeGreaterThan(limitMinutes * 60_000);
    },
  );

  it('have unique names', () => {
    expect(new Set(SCHEDULES.map(({ name }) => name)).size).toBe(SCHEDULES.length);
  });
});
