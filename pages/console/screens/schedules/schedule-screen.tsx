import { duration } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { DescribedAct } from '../../widgets/act.js';
import { Loaded } from '../../widgets/loaded.js';
import { Fact, Facts, Panel } from '../../widgets/panel.js';
import { Readable } from '../../widgets/readable.js';
import { StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { type FinishedRun, OUTCOME_TONES, readSchedule, runSchedule, type Schedule } from './schedule-data.js';
import { LastRun } from './schedules.js';

/** One schedule with its last runs and their figures. */
export function ScheduleScreen({ params }: ScreenProps) {
  const name = params['schedule'] ?? '';
  const live = (topic('schedules')?.data as readonly Schedule[] | null | undefined)?.find((one) => one.name === name);
  const changed = `${live?.running?.startedAt ?? ''} ${live?.lastRun?.finishedAt ?? ''}`;
  const schedule = useResource(`schedule ${name} ${changed}`, (signal) => readSchedule(name, signal));
  return (
    <>
      <p class="crumbs">
        <a href="/admin/schedules">Schedules</a>
      </p>
      <h1>{name}</h1>
      <Loaded of={schedule} what="schedule">
        {(found) => <Found found={found} at={schedule.at} />}
      </Loaded>
    </>
  );
}

function Found({ found, at }: { readonly found: Schedule; readonly at: number | undefined }) {
  const { name } = found;
  return (
    <>
      <Panel title={found.title} aside={<Age at={at} />}>
        <Facts>
          <Fact name="Last run">
            <LastRun schedule={found} />
          </Fact>
          <Fact name="Next run">
            <Utc at={found.nextRun} form="full" withAge />
          </Fact>
          <Fact name="When">
            <code>{found.cron}</code> {found.timeZone}
          </Fact>
          <Fact name="Waits">{found.waits ?? 'for nothing'}</Fact>
        </Facts>
        <ul class="actions">
          <DescribedAct
            label="Run now"
            icon="play"
            needs="operator"
            disabled={found.running === null ? null : 'It is running'}
            command={`npx catalog maintain ${name}`}
            does="Runs it once, outside its schedule. The next due time stays the same."
            run={() => runSchedule(name)}
          />
        </ul>
      </Panel>
      <Panel title="Last runs">
        {(found.history ?? []).length === 0 ? (
          <p class="quiet">It has not run yet.</p>
        ) : (
          found.history?.map((run, index) => <RunFold key={run.startedAt} run={run} open={index === 0} />)
        )}
      </Panel>
    </>
  );
}

function RunFold({ run, open }: { readonly run: FinishedRun; readonly open: boolean }) {
  const { outcome, startedAt, durationMs, summary, attention, error, detail, trigger, by } = run;
  return (
    <details class="fold" open={open}>
      <summary>
        <StateWord tone={OUTCOME_TONES[outcome]}>{outcome}</StateWord> <Utc at={startedAt} form="full" />
        <span class="quiet">
          {durationMs === null ? '' : `took ${duration(durationMs / 1_000)}, `}
          {trigger === 'asked' ? `requested by ${by ?? 'somebody'}` : 'as due'}
        </span>
      </summary>
      <p>{summary}</p>
      {error !== null && <p class="reason">{`${error.code}: ${error.message}`}</p>}
      {attention.length > 0 && (
        <ul class="plain-list">
          {attention.map((line) => (
            <li key={line} class="reason">
              {line}
            </li>
          ))}
        </ul>
      )}
      {detail !== null && <Readable value={detail} />}
    </details>
  );
}
