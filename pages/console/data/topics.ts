import type { Run } from './run.js';

/** What the stream tells of, by the names of its events. */
export const TOPIC_NAMES = ['run', 'census', 'restore', 'backups', 'alerts', 'schedules', 'latency'] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** A topic as the service found it last. */
export interface TopicState<T> {
  /** The moment that the data are of; `null` where it was never read. */
  readonly at: string | null;
  readonly data: T | null;
  /** Why it could not be read this time; the data are older then. */
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

/** An alert that fires. */
export interface FiringAlert {
  readonly key: string;
  readonly severity: 'CRITICAL' | 'WARNING' | 'INFO';
  readonly title: string;
  readonly message: string;
  readonly todo: string;
  readonly firingAt: string | null;
}

/** Alerts that fire: how many by severity, the first of them, and the rules that could not be judged. */
export interface Alerts {
  readonly firing: Readonly<Record<string, number>>;
  readonly notJudged: readonly { readonly rule: string; readonly problem: string }[];
  readonly alerts: readonly FiringAlert[];
}

/** A backup, as far as it is told. */
export interface BackupNews {
  readonly id: string;
  readonly createdAt: string | null;
  readonly documents: number | null;
}

/** What is known of the backups, and of the journal of changes beside them. */
export interface Backups {
  readonly count: number;
  readonly newest: BackupNews | null;
  readonly jobs: readonly { readonly id: string; readonly problem: string | null }[];
  readonly journal: { readonly isKept: boolean; readonly lagSeconds: number; readonly problem: string | null } | null;
}

/** What each topic tells. What other screens need of theirs they read from here as well. */
export interface TopicData {
  readonly run: Run;
  readonly census: Census;
  readonly alerts: Alerts;
  readonly backups: Backups;
  readonly restore: Readonly<Record<string, unknown>>;
  readonly schedules: readonly Readonly<Record<string, unknown>>[];
  readonly latency: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that the stream has told, by topic. */
export type Topics = { readonly [Name in TopicName]?: TopicState<TopicData[Name]> };

/** The topics of a `state` event; names that this page does not know are left out. */
export function readTopics(told: unknown): Topics {
  if (typeof told !== 'object' || told === null) return {};
  const known = Object.entries(told).filter(([name]) => (TOPIC_NAMES as readonly string[]).includes(name));
  return Object.fromEntries(known) as Topics;
}
