import { type Panel, type Row, ROWS } from './dashboard-rows.js';

const WIDTH = 24;
const HEIGHT = 8;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/**
 * The service's dashboard for Grafana 10 and newer: latency by query class against its target, then the factors behind
 * it. Pure.
 */
export function grafanaDashboard(): object {
  return {
    uid: 'genz-jewelry-catalog',
    title: 'GenZ Jewelry catalog',
    tags: ['catalog'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '30s',
    timezone: '',
    time: { from: 'now-3h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', current: {}, hide: 0 },
      ],
    },
    annotations: { list: [] },
    panels: placed(ROWS),
  };
}

/** Lays out rows from top to bottom and their panels side by side. */
function placed(rows: readonly Row[]): object[] {
  let y = 0;
  let id = 0;
  return rows.flatMap(({ title, panels }) => {
    const row = {
      id: ++id,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { h: 1, w: WIDTH, x: 0, y: y++ },
      panels: [],
    };
    let x = 0;
    const drawn = panels.map((panel) => {
      const w = WIDTH / panel.perRow;
      if (x + w > WIDTH) [x, y] = [0, y + HEIGHT];
      const at = { h: HEIGHT, w, x, y };
      x += w;
      return drawnPanel(++id, panel, at);
    });
    y += HEIGHT;
    return [row, ...drawn];
  });
}

function drawnPanel(id: number, { title, description = '', unit, queries, limit }: Panel, gridPos: object): object {
  const steps = [{ color: 'green', value: null }, ...(limit === undefined ? [] : [{ color: 'red', value: limit }])];
  return {
    id,
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: { thresholdsStyle: { mode: limit === undefined ? 'off' : 'line' } },
        thresholds: { mode: 'absolute', steps },
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: queries.map(({ expr, legend }, position) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + position),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
    })),
  };
}
