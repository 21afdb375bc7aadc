import { age, duration } from '../../data/format.js';
import { now } from '../../data/clock.js';
import { topic } from '../../data/live.js';
import { lacks } from '../../data/permission.js';
import { useResource } from '../../data/resource.js';
import { addressOf } from '../../shell/match-route.js';
import { Act } from '../../widgets/act.js';
import { Command } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { listSchedules, OUTCOME_TONES, runSchedule, type Schedule } from './schedule-data.js';

/** What the service does by itself: the last run, its outcome, and the next run. */
export function Schedules() {
  const told = topic('schedules');
  const asked = useResource('schedules', listSchedules);
  const live = (told?.data ?? undefined) as readonly Schedule[] | undefined;
  const at = told?.at ?? null;
  const shown = live === undefined || at === null ? asked : { ...asked, data: live, at: Date.parse(at) };
  return (
    <>
      <h1>Schedules</h1>
      <p class="lead">
        One instance at a time does what is due. What was missed is caught up once. All times are in UTC.{' '}
        <Command text="npx catalog maintain --list" />
      </p>
      <Panel title="Schedules" aside={<Age at={shown.at} />}>
        <Loaded of={shown} what="schedules">
          {(schedules) => <ScheduleTable schedules={schedules} reload={asked.reload} />}
        </Loaded>
      </Panel>
    </>
  );
}

interface TableProps {
  readonly schedules: readonly Schedule[];
  readonly reload: () => void;
}

function ScheduleTable({ schedules, reload }: TableProps) {
  const reason = lacks('operator');
  return (
    <>
      {schedules.some(({ enabled }) => !enabled) && (
        <Notice tone="warn" title="This instance does not run schedules">
          <p>
            <code>SCHEDULES_ENABLED</code> is false here. Another instance may do it; what is run by hand works.
          </p>
        </Notice>
      )}
      {reason !== null && (
        <p class="reason" id="no-run">
          {`Running now: ${reason}.`}
        </p>
      )}
      <TableFrame label="Schedules">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Schedule</th>
              <th scope="col">Last run</th>
              <th scope="col">Next run</th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            {schedules.map((schedule) => (
              <ScheduleRow key={schedule.name} schedule={schedule} reload={reload} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

function ScheduleRow({ schedule, reload }: { readonly schedule: Schedule; readonly reload: () => void }) {
  const { name, title, cron, timeZone, waitingFor, waits, running } = schedule;
  return (
    <tr>
      <th scope="row">
        <a href={addressOf('schedules', name)}>{name}</a>
        <span class="below">{title}</span>
        <code class="below">
          {cron} {timeZone}
        </code>
      </th>
      <td class="live-value">
        <LastRun schedule={schedule} />
      </td>
      <td class="live-value">
        <NextRun schedule={schedule} />
        {waitingFor !== null && <p class="reason">{`Waits for ${waitingFor}: ${waits ?? ''}`}</p>}
      </td>
      <td>
        <Act
          label="Run now"
          icon="play"
          needs="operator"
          disabled={running === null ? null : 'It is running'}
          command={`npx catalog maintain ${name}`}
          run={async () => {
            const said = await runSchedule(name);
            reload();
            return said;
          }}
          {...(lacks('operator') === null ? {} : { reasonId: 'no-run' })}
        />
        <Command text={`npx catalog maintain ${name}`} />
      </td>
    </tr>
  );
}

/** The outcome of the last run, or that one is running. */
export function LastRun({ schedule: { running, lastRun } }: { readonly schedule: Schedule }) {
  if (running !== null && running.owner !== null)
    return (
      <StateWord tone="working">{`running for ${age((now.value - Date.parse(running.startedAt)) / 1_000)}`}</StateWord>
    );
  if (lastRun === null) return <StateWord tone="unknown">has not run yet</StateWord>;
  const { outcome, finishedAt, durationMs, summary, error } = lastRun;
  return (
    <>
      <StateWord tone={OUTCOME_TONES[outcome]}>{outcome}</StateWord> <Utc at={finishedAt} withAge />
      <span class="below">
        {durationMs === null ? '' : `took ${duration(durationMs / 1_000)}; `}
        {summary}
      </span>
      {error !== null && <p class="reason">{error.message}</p>}
    </>
  );
}

function NextRun({ schedule: { nextRun, enabled } }: { readonly schedule: Schedule }) {
  const overdue = Date.parse(nextRun) < now.value;
  return (
    <>
      <Utc at={nextRun} form="full" withAge />
      {overdue && <p class={enabled ? 'reason' : 'quiet'}>overdue</p>}
    </>
  );
}
