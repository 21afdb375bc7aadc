import { navigate } from '../../../shared/router.js';
import { bytes, count, counted, day } from '../../data/format.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Act } from '../../widgets/act.js';
import { Chart } from '../../widgets/chart/chart.js';
import { Command } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Fact, Facts, Panel, TableFrame } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import { runSchedule } from '../schedules/schedule-data.js';
import {
  type Capacity,
  figure,
  productForecast,
  readCapacity,
  type Snapshot,
  type Threshold,
} from './capacity-data.js';

const EVERY_MS = 60_000;
const SPANS = [30, 90, 365] as const;
const STATES: Readonly<Record<Threshold['state'], readonly [StateTone, string]>> = {
  reached: ['bad', 'reached'],
  expected: ['warn', 'expected'],
  'not-in-sight': ['good', 'not in sight'],
  unclear: ['unknown', 'unclear'],
  'too-early': ['unknown', 'too early to tell'],
  unknown: ['unknown', 'unknown'],
};

/** Size, growth, when thresholds will be reached, and what to do then. */
export function CapacityScreen({ query }: ScreenProps) {
  const days = SPANS.find((span) => String(span) === query.get('days')) ?? 30;
  const capacity = useResource(`capacity ${days}`, (signal) => readCapacity(days, signal), EVERY_MS);
  return (
    <>
      <h1>Capacity</h1>
      <div class="button-row">
        <Act
          label="Take a snapshot"
          icon="database"
          needs="operator"
          command="npx catalog capacity"
          run={async () => {
            const said = await runSchedule('capacity-snapshot');
            capacity.reload();
            return said;
          }}
        />
        <span class="quiet">Counts everything once; there is one snapshot per day, and a newer one replaces it.</span>
        <Command text="npx catalog capacity" />
      </div>
      <Loaded of={capacity} what="capacity">
        {(found) => <Parts capacity={found} at={capacity.at} days={days} query={query} />}
      </Loaded>
    </>
  );
}

interface PartsProps {
  readonly capacity: Capacity;
  readonly at: number | undefined;
  readonly days: number;
  readonly query: URLSearchParams;
}

function Parts({ capacity, at, days, query }: PartsProps) {
  const { latest, snapshots, since, thresholds } = capacity;
  return (
    <>
      <Panel title="Thresholds" aside={<Age at={at} />}>
        <ul class="cards">
          {thresholds.map((threshold) => (
            <li key={threshold.name} class="card">
              <ThresholdCard threshold={threshold} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Products and forecast" aside={<Age at={at} />}>
        <fieldset class="choice">
          <legend class="unseen">How far back</legend>
          {SPANS.map((span) => (
            <label key={span}>
              <input
                type="radio"
                name="days"
                checked={span === days}
                onChange={() => navigate(inQueryString(query, { days: span === 30 ? '' : String(span) }))}
              />
              <span>{`Last ${span} days`}</span>
            </label>
          ))}
        </fieldset>
        <ForecastChart capacity={capacity} days={days} />
        <p class="quiet">
          {since === null
            ? 'There are no snapshots yet: the schedule capacity-snapshot takes one each day.'
            : `Trends are computed from ${counted(snapshots, 'daily snapshot')} since ${day(since)}.`}
        </p>
      </Panel>
      <GrowthPanel capacity={capacity} at={at} />
      {latest !== null && <LatestPanel latest={latest} />}
    </>
  );
}

function ThresholdCard({ threshold: { title, state, at, text, advice } }: { readonly threshold: Threshold }) {
  const [tone, word] = STATES[state];
  return (
    <>
      <div class="card-head">
        <h3>{title}</h3>
        <StateWord tone={tone}>{word}</StateWord>
        {at !== null && <Utc at={at} form="full" />}
      </div>
      <p>{text}</p>
      <p class="quiet">
        <strong>Then:</strong> {advice}
      </p>
    </>
  );
}

function ForecastChart({ capacity, days }: { readonly capacity: Capacity; readonly days: number }) {
  if (capacity.history.length === 0) return null;
  const { seconds, known, expected, low, high } = productForecast(capacity, days);
  const hasTrend = expected.some((value) => value !== null);
  return (
    <Chart
      data={{
        seconds,
        lines: [
          { name: 'products, counted', values: known, color: '--act', points: true },
          { name: 'expected', values: expected, color: '--ink', dash: [6, 4] },
          { name: 'lower bound, 95 %', values: low, color: '--shape-0', dash: [2, 4] },
          { name: 'upper bound, 95 %', values: high, color: '--shape-1', dash: [2, 4] },
        ],
      }}
      label={
        hasTrend
          ? 'The number of products by day, and its trend for the same number of days ahead'
          : 'The number of products by day; it is too early for a trend'
      }
      format={(value) => count(Math.round(value))}
      days
      table={<HistoryTable history={capacity.history} />}
    />
  );
}

function HistoryTable({ history }: { readonly history: readonly Snapshot[] }) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Day, UTC</th>
          <th scope="col" class="number">
            Products
          </th>
          <th scope="col" class="number">
            Data
          </th>
          <th scope="col" class="number">
            Indexes
          </th>
        </tr>
      </thead>
      <tbody>
        {history.toReversed().map(({ day: name, products, bytes: size }) => (
          <tr key={name}>
            <th scope="row">{day(name)}</th>
            <td class="number">{count(products.total)}</td>
            <td class="number">{bytes(size.data)}</td>
            <td class="number">{bytes(size.indexes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function GrowthPanel({ capacity: { growth }, at }: { readonly capacity: Capacity; readonly at: number | undefined }) {
  return (
    <Panel title="Growth" aside={<Age at={at} />}>
      <TableFrame label="Growth">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" class="number">
                Present
              </th>
              <th scope="col">By month</th>
            </tr>
          </thead>
          <tbody>
            {growth.map(({ name, title, unit, present, text }) => (
              <tr key={name}>
                <th scope="row">{title}</th>
                <td class="number">{present === null ? <span class="quiet">unknown</span> : figure(present, unit)}</td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Panel>
  );
}

function LatestPanel({ latest }: { readonly latest: Snapshot }) {
  const { at, products, bytes: size, disk, backupDisk } = latest;
  const used = (found: { readonly total: number; readonly used: number } | null): string =>
    found === null ? 'not told' : `${bytes(found.used)} of ${bytes(found.total)}`;
  return (
    <Panel title="The latest snapshot" aside={<Utc at={at} withAge />}>
      <Facts>
        <Fact name="Products">
          {count(products.total)}
          <span class="below">
            {Object.entries(products.byVersion)
              .map(([version, documents]) => `${version} ${count(documents)}`)
              .join(', ')}
            {products.other > 0 && `, unrecognized ${count(products.other)}`}
          </span>
        </Fact>
        <Fact name="Data">{`${bytes(size.data)}, ${bytes(size.storage)} on disk, indexes ${bytes(size.indexes)}`}</Fact>
        <Fact name="Database’s disk">{used(disk)}</Fact>
        <Fact name="Backup disk">{used(backupDisk)}</Fact>
      </Facts>
    </Panel>
  );
}
