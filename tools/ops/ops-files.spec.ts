import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { ALERT_RULES } from '../../src/alerts/alert-rules.js';
import { LATENCY_TARGETS } from '../../src/query-classes/latency-targets.js';
import { withAlertTable } from './alert-table.js';
import { opsFiles } from './ops-files.js';
import { prometheusRules } from './prometheus-rules.js';

describe('the files in ops/', () => {
  it.each(opsFiles().map(({ file, text }) => ({ file, text })))(
    '$file matches the code (if not: npm run build && npm run ops)',
    async ({ file, text }) => {
      expect(await readFile(new URL(`../../ops/${file}`, import.meta.url), 'utf8')).toBe(text);
    },
  );

  it('and the table in docs/monitoring.md match the code', async () => {
    const guide = await readFile(new URL('../../docs/monitoring.md', import.meta.url), 'utf8');

    expect(withAlertTable(guide, ALERT_RULES)).toBe(guide);
    expect(() => withAlertTable('no marks', ALERT_RULES)).toThrow('has no place for the table of alerts');
  });

  it('have a Prometheus rule for every alert of the service', () => {
    const {
      groups: [group],
    } = prometheusRules(ALERT_RULES);
    const levels = ALERT_RULES.reduce((sum, rule) => sum + Object.keys(rule.levels).length, 0);

    expect(group?.rules).toHaveLength(levels);
    expect(new Set(group?.rules.map(({ alert }) => alert)).size).toBe(levels);
  });

  it('have the thresholds in Prometheus’ units', () => {
    const rules = prometheusRules(ALERT_RULES).groups[0]?.rules ?? [];
    const endOf = (alert: string): string | undefined =>
      rules.find((rule) => rule.alert === alert)?.expr.split(/ and | (?=[<>])/)[1];

    expect(endOf('CatalogLatencyCritical')).toBe('> 0.3)');
    expect(endOf('CatalogLatencyWarning')).toBe('> 0.15)');
    expect(endOf('CatalogWayBackLagWarning')).toBe('> 30');
    expect(rules.find(({ alert }) => alert === 'CatalogDiskCritical')?.expr).toBe(
      'max by (rule) (catalog_alerts_firing{rule="disk", severity="CRITICAL"}) > 0',
    );
  });

  it('draw a line at each target', () => {
    const dashboard = opsFiles().find(({ file }) => file === 'grafana-dashboard.json')?.text ?? '';
    const { panels } = JSON.parse(dashboard) as {
      panels: { title: string; fieldConfig?: { defaults: { thresholds: { steps: { value: number | null }[] } } } }[];
    };

    for (const { name, limitMs } of LATENCY_TARGETS)
      expect(panels.find(({ title }) => title === name)?.fieldConfig?.defaults.thresholds.steps[1]?.value).toBe(
        limitMs / 1000,
      );
  });
});
