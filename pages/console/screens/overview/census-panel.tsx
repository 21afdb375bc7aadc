import { now } from '../../data/clock.js';
import { age, count, percent } from '../../data/format.js';
import { topic } from '../../data/live.js';
import type { Census } from '../../data/topics.js';
import { Panel } from '../../widgets/panel.js';
import { Utc } from '../../widgets/time.js';
import { stackedAreas } from './census-chart.js';
import { censusHistory, HISTORY_MS } from './census-history.js';

const FRAME = { width: 600, height: 120 };

/** How many products are stored in each version, now and over the last minutes. */
export function CensusPanel() {
  const told = topic('census');
  const census = told?.data ?? null;
  return (
    <Panel
      title="Stored shapes"
      aside={
        told?.at === undefined || told.at === null ? undefined : (
          <span class="quiet">
            as of <Utc at={told.at} />
          </span>
        )
      }
    >
      {census === null ? <p class="quiet">Not known yet.</p> : <CensusFigure census={census} />}
    </Panel>
  );
}

function CensusFigure({ census }: { readonly census: Census }) {
  const rows = [
    ...census.byVersion.map(({ version, name, documents, refused }, index) => ({
      key: version,
      tone: `shape-${Math.min(2, index)}`,
      name: `${version}, ${name}`,
      documents,
      refused,
    })),
    { key: 'none', tone: 'shape-none', name: 'unknown shape', documents: census.unrecognised, refused: 0 },
  ];
  return (
    <figure class="census live-value">
      <CensusChart />
      <table class="census-table">
        <thead class="unseen">
          <tr>
            <th scope="col">Shape</th>
            <th scope="col">Products</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, tone, name, documents, refused }) => (
            <tr key={key}>
              <th scope="row">
                <span class={`swatch ${tone}`} aria-hidden="true" />
                {name}
                {refused > 0 && <span class="quiet">{` (${count(refused)} refused)`}</span>}
              </th>
              <td class="number">{count(documents)}</td>
              <td class="number quiet">{percent(documents, census.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {census.reading !== null && (
        <p class="quiet">
          {`The collection is being read, ${count(census.reading.documents)} of ${count(census.reading.total)}: `}
          these counts are not final.
        </p>
      )}
      {census.isStale && <p class="reason">The change stream is silent: changes may be missing.</p>}
    </figure>
  );
}

function CensusChart() {
  const points = censusHistory.value;
  const to = now.value;
  const first = points[0]?.at ?? to;
  const from = Math.max(to - HISTORY_MS, Math.min(first, to - 60_000));
  const areas = stackedAreas(points, { ...FRAME, from, to });
  return (
    <>
      <svg
        class="census-chart"
        viewBox={`0 0 ${FRAME.width} ${FRAME.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label="Products by stored shape since this page was opened; the table has the current counts"
      >
        {areas.map((path, band) => (
          <path key={band} class={band === areas.length - 1 ? 'shape-none' : `shape-${Math.min(2, band)}`} d={path} />
        ))}
      </svg>
      <p class="axis quiet">
        <span>{`${age((to - from) / 1_000)} ago`}</span>
        <span>{points.length === 0 ? 'nothing told yet' : 'seen by this tab'}</span>
        <span>now</span>
      </p>
    </>
  );
}
