import { dump } from 'js-yaml';

import { ALERT_RULES } from '../../src/alerts/alert-rules.js';
import { Settings } from '../../src/config/settings.js';
import { mongodbRoles } from '../../src/batch-migration/preflight/mongodb-roles.js';
import { grafanaDashboard } from './grafana-dashboard.js';
import { prometheusRules } from './prometheus-rules.js';

/** A file for tools around the service. */
export interface OpsFile {
  /** Name within `ops/`. */
  readonly file: string;
  readonly text: string;
}

const LINE_WIDTH = 160;

/** The files in `ops/`, generated from the tables of targets, alerts and privileges. */
export function opsFiles(): readonly OpsFile[] {
  return [
    { file: 'mongodb-roles.json', text: `${JSON.stringify(mongodbRoles(new Settings().MONGODB_DATABASE), null, 2)}\n` },
    { file: 'grafana-dashboard.json', text: `${JSON.stringify(grafanaDashboard(), null, 2)}\n` },
    {
      file: 'prometheus-alerts.yaml',
      text:
        '# Made by npm run ops from src/alerts/alert-rules.ts and src/query-classes/latency-targets.ts: change ' +
        `those.\n${dump(prometheusRules(ALERT_RULES), { lineWidth: LINE_WIDTH })}`,
    },
  ];
}
