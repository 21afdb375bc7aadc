import { navigate } from '../../../shared/router.js';
import { count, counted, dateTime, timeOfDay } from '../../data/format.js';
import { type Resource, useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Chart } from '../../widgets/chart/chart.js';
import { Command } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';
import { StateWord, type StateTone } from '../../widgets/state-word.js';
import { Age } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import { type ClassNow, type ClassSeries, type Latency, readLatency, readNow, thinned } from './performance-data.js';
import { SlowQueries } from './slow-queries.js';

const EVERY_MS = 10_000;
const WINDOWS = [
  [15, 'Last 15 minutes'],
  [60, 'Last hour'],
  [360, 'Last 6 hours'],
] as const;
const ROWS = 60;
const VERDICTS: Readonly<Record<ClassNow['verdict'], readonly [StateTone, string]>> = {
  inside: ['good', 'within its limit'],
  over: ['bad', 'over its limit'],
  'no-requests': ['unknown', 'no requests'],
};

/** How long the requests of each query class take, compared with its limit, and what was slow. */
export function Performance({ query }: ScreenProps) {
  const minutes = WINDOWS.find(([value]) => String(value) === query.get('minutes'))?.[0] ?? 60;
  const latency = useResource(`latency ${minutes}`, (signal) => readLatency(minutes, signal), EVERY_MS);
  const classes = useResource('monitoring', readNow, EVERY_MS);
  return (
    <>
      <h1 class="live-value">{headline(classes)}</h1>
      <p class="lead">
        The verdict is of the last five minutes of all instances. The charts are of the instance that answers here.{' '}
        <Command text="npx catalog validate --performance-only" />
      </p>
      <fieldset class="choice">
        <legend class="unseen">How far back</legend>
        {WINDOWS.map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="minutes"
              checked={value === minutes}
              onChange={() => navigate(inQueryString(query, { minutes: value === 60 ? '' : String(value) }))}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <Loaded of={latency} what="latency">
        {(found) => <Charts latency={found} at={latency.at} classes={classes.data ?? []} query={query} />}
      </Loaded>
      <SlowQueries query={query} />
    </>
  );
}

function headline({ data }: Resource<readonly ClassNow[]>): string {
  if (data === undefined) return 'Performance: not known yet';
  const over = data.filter(({ verdict }) => verdict === 'over').length;
  if (over > 0) return `${counted(over, 'query class', 'query classes')} over the limit`;
  const asked = data.filter(({ verdict }) => verdict === 'inside').length;
  return asked === 0
    ? 'No requests in the last five minutes'
    : `Within the limit: ${asked} of ${counted(data.length, 'query class', 'query classes')}; others: no requests`;
}

interface ChartsProps {
  readonly latency: Latency;
  readonly at: number | undefined;
  readonly classes: readonly ClassNow[];
  readonly query: URLSearchParams;
}

function Charts({ latency, at, classes, query }: ChartsProps) {
  const only = query.get('class');
  const shown = latency.classes.filter(({ name }) => only === null || name === only);
  const { host, pid, startedAt } = latency.instance;
  return (
    <>
      <p class="quiet">
        Instance {host}, process {pid}, up since {dateTime(startedAt)}: before that it knows nothing. Up to{' '}
        {timeOfDay(latency.to)}.
      </p>
      {only !== null && (
        <p>
          <a href={inQueryString(query, { class: '' })}>Show all query classes</a>
        </p>
      )}
      <NotAsked series={shown.filter((series) => !wasAsked(series))} />
      <div class="columns">
        {shown.filter(wasAsked).map((series) => (
          <Panel key={series.name} title={series.title} aside={<Age at={at} />}>
            <ClassChart
              series={series}
              latency={latency}
              now={classes.find(({ name }) => name === series.name)}
              query={query}
            />
          </Panel>
        ))}
      </div>
    </>
  );
}

const wasAsked = ({ count: counts }: ClassSeries): boolean => counts.some((requests) => requests > 0);

/** Classes without requests have no chart: nothing is known about them, neither good nor bad. */
function NotAsked({ series }: { readonly series: readonly ClassSeries[] }) {
  if (series.length === 0) return null;
  return (
    <p class="not-asked">
      <StateWord tone="unknown">no requests on this instance in this period</StateWord>
      <span>{series.map(({ title, limitMs }) => `${title} (limit ${ms(limitMs)})`).join('; ')}</span>
    </p>
  );
}

interface ClassProps {
  readonly series: ClassSeries;
  readonly latency: Latency;
  readonly now: ClassNow | undefined;
  readonly query: URLSearchParams;
}

function ClassChart({ series, latency, now, query }: ClassProps) {
  const { name, title, limitMs } = series;
  const [tone, word] = VERDICTS[now?.verdict ?? 'no-requests'];
  const points = thinned(series, latency);
  const p95 = now?.allInstances.p95 ?? null;
  const requests = now?.allInstances.requests ?? 0;
  return (
    <>
      <p class="live-value card-head">
        {now === undefined ? (
          <StateWord tone="unknown">not known</StateWord>
        ) : (
          <StateWord tone={tone}>{word}</StateWord>
        )}
        <span>{p95 === null ? '' : `p95 ${ms(p95)}, limit ${ms(limitMs)}, ${counted(requests, 'request')}`}</span>
        <a href={inQueryString(query, { class: name })}>
          <code>{name}</code>
        </a>
      </p>
      <Chart
        data={{
          seconds: points.seconds,
          lines: [
            { name: '95th percentile', values: points.p95, color: '--act', points: true },
            { name: 'median', values: points.p50, color: '--shape-0' },
            { name: `limit, ${ms(limitMs)}`, values: points.seconds.map(() => limitMs), color: '--bad', dash: [6, 4] },
          ],
        }}
        label={`${title}: latency against its limit of ${ms(limitMs)}`}
        format={ms}
        height={150}
        table={<SeriesTable points={points} limitMs={limitMs} />}
      />
    </>
  );
}

function SeriesTable({ points, limitMs }: { readonly points: ReturnType<typeof thinned>; readonly limitMs: number }) {
  const rows = points.seconds
    .map((second, index) => ({
      second,
      p95: points.p95[index] ?? null,
      p50: points.p50[index] ?? null,
      requests: points.count[index] ?? 0,
    }))
    .filter(({ requests }) => requests > 0)
    .slice(-ROWS)
    .toReversed();
  if (rows.length === 0) return <p class="quiet">No requests in this period.</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col" class="number">
            Requests
          </th>
          <th scope="col" class="number">
            Median
          </th>
          <th scope="col" class="number">
            95th percentile
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ second, p95, p50, requests }) => (
          <tr key={second}>
            <th scope="row">{timeOfDay(second * 1_000)}</th>
            <td class="number">{count(requests)}</td>
            <td class="number">{p50 === null ? '–' : ms(p50)}</td>
            <td class="number">{p95 === null ? '–' : `${ms(p95)}${p95 > limitMs ? ', over' : ''}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Milliseconds: `4.2 ms`, `142 ms`. */
export function ms(value: number): string {
  return `${value < 10 && value % 1 !== 0 ? value.toFixed(1) : Math.round(value)} ms`;
}
