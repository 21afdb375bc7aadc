import { computed, signal } from '@preact/signals';

import { now, serviceTime } from './clock.js';
import { followStream, type StreamEvent } from './event-stream.js';
import { readTopics, TOPIC_NAMES, type TopicData, type TopicName, type Topics, type TopicState } from './topics.js';
import { apiKey, end } from './session.js';

/** The state of the stream from the service. `lost`: no data for a minute, or the service rejected us. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'lost';

/** The service instance that sends the stream. */
export interface Instance {
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
}

const STALE_AFTER_MS = 15_000;
const LOST_AFTER_MS = 60_000;
const STREAM = '/api/admin/events';

const open = signal(false);
const refusedWith = signal<number | null>(null);
const begunAt = signal(serviceTime());

/** When data last arrived from the service; `null` before the first time. */
export const heardAt = signal<number | null>(null);
/** Counts how often the connection was (re)established: each time, everything requested earlier is requested again. */
export const connects = signal(0);
/** The latest data of every topic in the stream. */
export const topics = signal<Topics>({});
/** The instance that sends it. */
export const instance = signal<Instance | null>(null);

/** The time that the displayed data is from: now, or when data last arrived. */
export function shownAt(): number {
  return connection.value === 'live' || heardAt.value === null ? now.value : heardAt.value;
}

/** How long nothing has arrived, in milliseconds; `null` before the first time. */
const silence = computed(() => (heardAt.value === null ? null : now.value - heardAt.value));

/** The state of the connection, for the header. */
export const connection = computed<Connection>(() => {
  if (refusedWith.value !== null) return 'lost';
  if (open.value && heardAt.value !== null) return 'live';
  const since = silence.value ?? now.value - begunAt.value;
  if (since > LOST_AFTER_MS) return 'lost';
  return heardAt.value === null ? 'connecting' : 'reconnecting';
});

/** Whether the displayed data is so old that it is grayed out. */
export const isStale = computed(() => connection.value !== 'live' && (silence.value ?? 0) > STALE_AFTER_MS);

/** The error with which the service rejected the stream, if any. */
export const refusal = computed(() => refusedWith.value);

/** The latest data of one topic. */
export function topic<Name extends TopicName>(name: Name): TopicState<TopicData[Name]> | undefined {
  return topics.value[name];
}

/** Stores newer data of a topic that an API response brought before the stream did. */
export function put<Name extends TopicName>(name: Name, data: TopicData[Name]): void {
  topics.value = { ...topics.value, [name]: { at: new Date(serviceTime()).toISOString(), data, problem: null } };
}

let following: AbortController | undefined;

/** Follows the stream until stopped; restarts if it is already following. */
export function follow(): void {
  following?.abort();
  const stop = (following = new AbortController());
  refusedWith.value = null;
  open.value = false;
  begunAt.value = serviceTime();
  void followStream(
    STREAM,
    () => ({ 'x-api-key': apiKey.value ?? '', accept: 'text/event-stream' }),
    {
      opened: () => undefined,
      heard: () => {
        heardAt.value = serviceTime();
      },
      event: take,
      broken: () => {
        open.value = false;
      },
      refused: (status) => {
        open.value = false;
        refusedWith.value = status;
        if (status === 401) end('The service no longer accepts this key. Sign in again.');
      },
    },
    stop.signal,
  );
}

/** Stops following and clears all data: it belongs to a key. */
export function forget(): void {
  following?.abort();
  following = undefined;
  open.value = false;
  heardAt.value = null;
  topics.value = {};
  instance.value = null;
}

/** A tab in the background may have lost its stream without noticing, so it restarts when the tab becomes visible. */
export function followWhenSeen(): () => void {
  const onChange = (): void => {
    if (!document.hidden && apiKey.value !== null) follow();
  };
  const online = (): void => follow();
  document.addEventListener('visibilitychange', onChange);
  addEventListener('online', online);
  return () => {
    document.removeEventListener('visibilitychange', onChange);
    removeEventListener('online', online);
  };
}

function take({ name, data }: StreamEvent): void {
  const told = parse(data);
  if (told === undefined) return;
  if (name === 'state') takeWhole(told);
  else if (name === 'beat') takeBeat(told);
  else if (isTopic(name)) topics.value = { ...topics.value, [name]: told };
}

function takeWhole(told: Readonly<Record<string, unknown>>): void {
  topics.value = readTopics(told['topics']);
  instance.value = (told['instance'] ?? null) as Instance | null;
  open.value = true;
  heardAt.value = serviceTime();
  connects.value += 1;
}

/** A heartbeat contains the time of each topic, so that unchanged data does not look old. */
function takeBeat(told: Readonly<Record<string, unknown>>): void {
  const asOf = (told['asOf'] ?? {}) as Readonly<Record<string, string | null>>;
  const entries = Object.entries(topics.value).map(([name, state]) => [name, { ...state, at: asOf[name] ?? state.at }]);
  topics.value = Object.fromEntries(entries) as Topics;
}

function isTopic(name: string): name is TopicName {
  return (TOPIC_NAMES as readonly string[]).includes(name);
}

function parse(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(data) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // cut off by a proxy; the next heartbeat arrives within seconds
  }
}
