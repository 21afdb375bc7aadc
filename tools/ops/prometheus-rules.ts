import { SEVERITIES, type Severity } from '../../src/alerts/alert.js';
import type { AlertRule, Level } from '../../src/alerts/alert-rule.js';

/** A Prometheus alerting rule. */
export interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The file of alerting rules. */
export interface PrometheusRules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly PrometheusRule[] }[];
}

/** The alert rules for Prometheus: from its own figures if possible, otherwise from the service's alerts. Pure. */
export function prometheusRules(rules: readonly AlertRule[]): PrometheusRules {
  const all = rules.flatMap((rule) =>
    [...SEVERITIES].reverse().flatMap((severity) => {
      const level = rule.levels[severity];
      return level === undefined ? [] : [toRule(rule, severity, level)];
    }),
  );
  return { groups: [{ name: 'catalog', rules: all }] };
}

function toRule(rule: AlertRule, severity: Severity, level: Level): PrometheusRule {
  const { name, title, todo, levels, unit } = rule;
  const isOneOfSeveral = Object.keys(levels).length > 1;
  const limit = unit === '' ? '' : `${rule.bad === 'over' ? 'Over' : 'Under'} ${level.threshold} ${unit}. `;
  return {
    alert: `Catalog${pascal(name)}${isOneOfSeveral ? pascal(severity.toLowerCase()) : ''}`,
    expr: expressionOf(rule, severity, level),
    // The service's own alert has already waited.
    for: `${rule.prometheus === undefined ? 0 : level.forSeconds}s`,
    labels: { severity: severity.toLowerCase(), rule: name },
    annotations: { summary: title, description: `${limit}${todo}` },
  };
}

function expressionOf({ name, bad, prometheus }: AlertRule, severity: Severity, { threshold }: Level): string {
  if (prometheus === undefined)
    return `max by (rule) (catalog_alerts_firing{rule="${name}", severity="${severity}"}) > 0`;
  const { value, factor, onlyIf } = prometheus;
  const limit = Number((threshold * factor).toPrecision(6));
  const comparison = `${value} ${bad === 'over' ? '>' : '<'} ${limit}`;
  return onlyIf === undefined ? comparison : `(${comparison}) and ${onlyIf}`;
}

function pascal(text: string): string {
  return text
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}
