import type { FinishedRun, ScheduleRecord } from '../../schedules/schedule-record.js';
import { SCHEDULES } from '../../schedules/schedules.js';
import type { Measured } from '../alert-rule.js';
import type { AlertSources } from '../alert-sources.js';

const MAX_TOLD = 3;

/** 2 for each schedule whose last run failed and is not retried, 1 for each that found something to look at. */
export async function lastRuns({ schedules }: Pick<AlertSources, 'schedules'>): Promise<readonly Measured[]> {
  return judgeRuns([...(await schedules.read(SCHEDULES.map(({ name }) => name))).values()]);
}

/** The same for given records. Pure. */
export function judgeRuns(
  records: readonly Pick<ScheduleRecord, '_id' | 'running' | 'history'>[],
): readonly Measured[] {
  return records.flatMap(({ _id: subject, running, history }): Measured[] => {
    const last = history.find(({ outcome }) => outcome !== 'stopped'); // a run stopped on purpose says nothing
    if (last === undefined) return [];
    if (isLost(last) && running === null)
      return [
        {
          subject,
          value: 2,
          message:
            `${subject} ${last.outcome === 'failed' ? 'failed' : 'was interrupted'}, and waits for its next ` +
            `run: ${last.summary}`,
        },
      ];
    return last.attention.length === 0 ? [] : [{ subject, value: 1, message: `${subject}: ${told(last.attention)}` }];
  });
}

function isLost({ outcome }: FinishedRun): boolean {
  return outcome === 'failed' || outcome === 'interrupted';
}

function told(attention: readonly string[]): string {
  const more = attention.length > MAX_TOLD ? `; and ${attention.length - MAX_TOLD} more` : '';
  return `${attention.slice(0, MAX_TOLD).join('; ')}${more}`;
}
