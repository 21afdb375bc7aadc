import { useState } from 'preact/hooks';

import { navigate } from '../../../shared/router.js';
import { now } from '../../data/clock.js';
import { age, dateTime } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { addressOf } from '../../shell/match-route.js';
import { DescribedAct } from '../../widgets/act.js';
import { StateWord } from '../../widgets/state-word.js';
import { inQueryString } from '../in-query.js';
import { type Coverage, restoreTo } from './backup-data.js';
import { Timeline } from './timeline.js';
import { type Answer, backupFor, covered, isoOf, type Moment, readMoment, type Span } from './timeline-model.js';

const RANGES = [
  ['1h', 'Last hour', 3_600],
  ['24h', 'Last 24 hours', 86_400],
  ['7d', 'Last 7 days', 7 * 86_400],
  ['all', 'All', null],
] as const;

const DOES =
  'Replaces all products by their state at that time. The restored collection is built separately, compared byte for ' +
  'byte, and takes over in one step: reads continue, writes wait for less than 5 s.';
const UNDO =
  'Undo by restoring to a second before the restore. The replaced products are also kept as a collection until the ' +
  'end of the retention.';

/** Selects a point in time by pointer, keyboard or text; shows the backup to use, and restores it. */
export function RestorePanel({ coverage, query }: { readonly coverage: Coverage; readonly query: URLSearchParams }) {
  const present = Math.floor(now.value / 1_000);
  const [first] = covered(coverage, present);
  const range = rangeOf(query.get('range') ?? 'all', first, present);
  const given = query.get('at');
  const moment = given === null ? null : readMoment(given);
  const second = moment?.kind === 'second' ? moment.second : range.to;
  const answer = moment === null ? null : backupFor(coverage, moment, present);
  const pick = (text: string): void => navigate(inQueryString(query, { at: text }), 'replace');
  if (first === undefined) return <p>There is no backup yet, so nothing can be restored. Make one first.</p>;
  const said = saidOf(moment, answer, present);
  return (
    <>
      <fieldset class="choice">
        <legend class="unseen">Displayed range</legend>
        {RANGES.map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="range"
              checked={(query.get('range') ?? 'all') === value}
              onChange={() => navigate(inQueryString(query, { range: value === 'all' ? '' : value }))}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <Timeline
        coverage={coverage}
        range={range}
        now={present}
        second={Math.min(range.to, Math.max(range.from, second))}
        said={said}
        onPick={(picked) => pick(isoOf(picked))}
      />
      <MomentField given={given ?? ''} onPick={pick} />
      <p class="picked" aria-live="polite">
        {answer === null ? (
          <span class="quiet">{said}</span>
        ) : (
          <StateWord tone={answer.stretch === null ? 'bad' : 'good'}>{said}</StateWord>
        )}
      </p>
      <RestoreAction moment={moment} answer={answer} />
    </>
  );
}

function rangeOf(name: string, first: Span | undefined, present: number): Span {
  const length = RANGES.find(([value]) => value === name)?.[2] ?? null;
  const oldest = first?.from ?? present - 3_600;
  const from = length === null ? oldest - Math.max(1, Math.ceil((present - oldest) / 50)) : present - length;
  return { from, to: present };
}

function saidOf(moment: Moment | null, answer: Answer | null, present: number): string {
  if (moment === null || answer === null) return 'Pick a time, or type one.';
  if (answer.stretch === null) return answer.why;
  const from = `from the backup of ${dateTime(answer.stretch.from, true)}`;
  if (moment.kind === 'latest') return `Everything known, ${from}`;
  return `${dateTime(moment.second * 1_000, true)}, ${age(present - moment.second)} ago, ${from}`;
}

function MomentField({ given, onPick }: { readonly given: string; readonly onPick: (text: string) => void }) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? given;
  const wrong = shown !== '' && readMoment(shown) === null;
  return (
    <div class="field moment">
      <label htmlFor="moment">Time, in UTC</label>
      <input
        id="moment"
        class="input mono"
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder="2026-01-31T02:00:05Z"
        value={shown}
        aria-invalid={wrong}
        aria-describedby="moment-form"
        onFocus={() => setText(given)}
        onBlur={() => setText(null)}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          setText(typed);
          if (readMoment(typed) !== null) onPick(typed.trim());
        }}
      />
      <p id="moment-form" class={wrong ? 'reason' : 'quiet'}>
        {wrong ? 'This is not a valid time. ' : ''}A second (its writes are included) as 2026-01-31T02:00:05Z, a cluster
        time as 1769824805:7, or latest.
      </p>
    </div>
  );
}

function RestoreAction({ moment, answer }: { readonly moment: Moment | null; readonly answer: Answer | null }) {
  const [closeWayBack, setClose] = useState(false);
  const run = topic('run')?.data ?? null;
  const hasWayBack = run !== null && (run.state === 'completed' || run.state === 'needs-operator');
  const stretch = answer?.stretch ?? null;
  const id = stretch?.backupId ?? '<backup>';
  const text = moment?.text ?? '<moment>';
  const command = `npx catalog backup restore ${id} --point-in-time ${text}${closeWayBack ? ' --close-way-back' : ''}`;
  const off = moment === null ? 'Pick a time first' : (answer?.why ?? null);
  return (
    <>
      {hasWayBack && <CloseWayBack run={run.id} checked={closeWayBack} onChange={setClose} />}
      <ul class="actions">
        <DescribedAct
          label="Restore"
          act="Restore the products now"
          icon="rotate-ccw"
          kind="grave"
          needs="admin"
          disabled={off}
          command={command}
          does={DOES}
          undo={UNDO}
          {...(stretch === null
            ? {}
            : {
                confirm: {
                  title: 'Restore all products?',
                  id: stretch.backupId,
                  what: 'backup',
                  children: <RestoreWords moment={moment} from={stretch.from} closeWayBack={closeWayBack} />,
                },
              })}
          run={async () => {
            const restore = await restoreTo(id, text, closeWayBack);
            navigate(addressOf('restores', restore.id));
            return null;
          }}
        />
      </ul>
    </>
  );
}

interface CloseProps {
  readonly run: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function CloseWayBack({ run, checked, onChange }: CloseProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        End the migration {run}, whose rollback window is open: without this, the restore is rejected; with it, the
        migration can no longer be rolled back.
      </span>
    </label>
  );
}

interface WordsProps {
  readonly moment: Moment | null;
  readonly from: string;
  readonly closeWayBack: boolean;
}

function RestoreWords({ moment, from, closeWayBack }: WordsProps) {
  const when = moment?.kind === 'second' ? dateTime(moment.second * 1_000, true) : 'the latest known time';
  return (
    <>
      <p>
        All products go back to their state at <strong>{when}</strong>, from the backup of {dateTime(from, true)} and
        the journal after it.
      </p>
      <p>
        What was written since then is no longer in <code>products</code>. It is kept in{' '}
        <code>products_before_restore_…</code> until the end of the retention, and can itself be restored.
      </p>
      {closeWayBack && <p class="reason">The migration can no longer be rolled back.</p>}
    </>
  );
}
