import { type Figures, type Summary, summarize } from './figures.js';

/** A goal with its measurements. */
export interface Judged {
  readonly goal: string;
  /** The requirement, e.g. `≤ 0.3`. */
  readonly asked: string;
  /** The measurement in words; empty if there is none. */
  readonly figure: string;
  /** `null` if it was not measured. */
  readonly met: boolean | null;
}

/** A figure that a goal requires. */
export interface Reading {
  /** Where it was measured, e.g. `10,000 products, 0 % migrated`. */
  readonly where: string;
  readonly value: Summary | undefined;
  readonly limit: number;
  readonly unit?: string;
}

/** A goal: every reading must stay within its limit. */
export interface Goal {
  readonly goal: string;
  readonly asked: string;
  /** Whether a reading must be at least its limit; by default at most. */
  readonly atLeast?: boolean;
  readings(figures: Figures): readonly Reading[];
}

/** Compares goals with the figures. */
export function judgeGoals(goals: readonly Goal[], figures: Figures): Judged[] {
  return goals.map((goal) => judge(goal, figures));
}

/** A goal is met if the median of every reading is within its limit. The worst readings are shown first. */
export function judge({ goal, asked, atLeast = false, readings }: Goal, figures: Figures): Judged {
  const measured = readings(figures).filter(isMeasured);
  if (measured.length === 0) return { goal, asked, figure: '', met: null };
  const excess = ({ value: { median }, limit }: Measured): number => (atLeast ? limit / median : median / limit);
  const worst = [...measured].sort((a, b) => excess(b) - excess(a));
  const shown = worst.slice(0, SHOWN).map(({ where, value, unit = '' }) => `${text(value)}${unit} (${where})`);
  return { goal, asked, figure: shown.join('; '), met: worst.every((reading) => excess(reading) <= 1) };
}

type Measured = Reading & { readonly value: Summary };

function isMeasured(reading: Reading): reading is Measured {
  return reading.value !== undefined;
}

const SHOWN = 3;

function text({ median, min, max }: Summary): string {
  return min === max ? short(median) : `${short(median)} [${short(min)}–${short(max)}]`;
}

/** Three significant digits, whole numbers with separators. */
export function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** One figure minus another, sample by sample. */
export function difference(figures: Figures, id: string, less: string): Summary | undefined {
  const others = figures.samples(less);
  const differences = figures.samples(id).map((sample, round) => sample - (others[round] ?? Number.NaN));
  return summarize(differences.slice(0, others.length));
}
