import type { Run } from './run.js';

/** The topics of the stream, by the names of its events. */
export const TOPIC_NAMES = ['run', 'census', 'restore', 'backups', 'alerts', 'schedules', 'latency'] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** The latest state of a topic. */
export interface TopicState<T> {
  /** The time of the data; `null` if it was never read. */
  readonly at: string | null;
  readonly data: T | null;
  /** Why the last read failed; the data is then older. */
  readonly problem: string | null;
}

/** How many documents are stored in which version. */
export interface Census {
  readonly isStale: boolean;
  readonly total: number;
  readonly byVersion: readonly {
    readonly version: string;
    readonly name: string;
    readonly documents: number;
    readonly refused: number;
  }[];
  readonly unrecognised: number;
  readonly reading: { readonly documents: number; readonly total: number } | null;
}

/** A firing alert. */
export interface FiringAlert {
  readonly key: string;
  readonly severity: 'CRITICAL' | 'WARNING' | 'INFO';
  readonly title: string;
  readonly message: string;
  readonly todo: string;
  readonly firingAt: string | null;
}

/** The firing alerts: counts by severity, the first few, and the rules that could not be evaluated. */
export interface Alerts {
  readonly firing: Readonly<Record<string, number>>;
  readonly notJudged: readonly { readonly rule: string; readonly problem: string }[];
  readonly alerts: readonly FiringAlert[];
}

/** A backup, as reported in the stream. */
export interface BackupNews {
  readonly id: string;
  readonly createdAt: string | null;
  readonly documents: number | null;
}

/** The state of the backups and of the journal of changes. */
export interface Backups {
  readonly count: number;
  readonly newest: BackupNews | null;
  readonly jobs: readonly { readonly id: string; readonly problem: string | null }[];
  readonly journal: { readonly isKept: boolean; readonly lagSeconds: number; readonly problem: string | null } | null;
}

/** The data of each topic. Screens also read what they need of other topics from here. */
export interface TopicData {
  readonly run: Run;
  readonly census: Census;
  readonly alerts: Alerts;
  readonly backups: Backups;
  readonly restore: Readonly<Record<string, unknown>>;
  readonly schedules: readonly Readonly<Record<string, unknown>>[];
  readonly latency: readonly Readonly<Record<string, unknown>>[];
}

/** All data received so far, by topic. */
export type Topics = { readonly [Name in TopicName]?: TopicState<TopicData[Name]> };

/** The topics of a `state` event; unknown names are ignored. */
export function readTopics(told: unknown): Topics {
  if (typeof told !== 'object' || told === null) return {};
  const known = Object.entries(told).filter(([name]) => (TOPIC_NAMES as readonly string[]).includes(name));
  return Object.fromEntries(known) as Topics;
}
