import { SEVERITIES } from '../../src/alerts/alert.js';
import type { AlertRule } from '../../src/alerts/alert-rule.js';

const BEGIN = '<!-- alerts: made by npm run ops -->';
const END = '<!-- end of alerts -->';

/** Replaces the table of alerts between its two marks in a document. Throws if the marks are missing. Pure. */
export function withAlertTable(document: string, rules: readonly AlertRule[]): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from === -1 || to < from)
    throw new Error(`The document has no place for the table of alerts: put ${BEGIN} and ${END} into it`);
  return `${document.slice(0, from + BEGIN.length)}\n${alertTable(rules)}\n${document.slice(to)}`;
}

function alertTable(rules: readonly AlertRule[]): string {
  const rows = rules.map(
    (rule) => `| \`${rule.name}\` | ${rule.title} | ${levelsOf(rule)} | ${spanOf(rule.clearSeconds)} |`,
  );
  return ['| alert | what | fires | over after |', '|---|---|---|---|', ...rows].join('\n');
}

function levelsOf({ bad, unit, levels }: AlertRule): string {
  return [...SEVERITIES]
    .reverse()
    .flatMap((severity) => {
      const level = levels[severity];
      if (level === undefined) return [];
      return [
        severity +
          (unit === '' ? '' : ` ${bad} ${level.threshold} ${unit}`) +
          (level.forSeconds === 0 ? '' : ` for ${spanOf(level.forSeconds)}`),
      ];
    })
    .join(' · ');
}

function spanOf(seconds: number): string {
  if (seconds === 0) return 'at once';
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
