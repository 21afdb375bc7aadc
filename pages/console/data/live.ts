import { computed, signal } from '@preact/signals';

import { now, serviceTime } from './clock.js';
import { followStream, type StreamEvent } from './event-stream.js';
import { readTopics, TOPIC_NAMES, type TopicData, type TopicName, type Topics, type TopicState } from './topics.js';
import { apiKey, end } from './session.js';

/** How the stream from the service stands. `lost`: no news for a minute, or the service will not have us. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'lost';

/** The instance of the service that tells the news. */
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

/** When the service was heard of last; `null` before the first time. */
export const heardAt = signal<number | null>(null);
/** Counts the times that the connection came (back): whatever was asked for before is asked for again. */
export const connects = signal(0);
/** Everything that the stream tells, as it was told last. */
export const topics = signal<Topics>({});
/** Who tells it. */
export const instance = signal<Instance | null>(null);

/** The moment that what is shown is of: now, or when the service was heard of last. */
export function shownAt(): number {
  return connection.value === 'live' || heardAt.value === null ? now.value : heardAt.value;
}

/** For how long nothing was heard, in milliseconds; `null` before the first time. */
const silence = computed(() => (heardAt.value === null ? null : now.value - heardAt.value));

/** The state of the connection, for the header. */
export const connection = computed<Connection>(() => {
  if (refusedWith.value !== null) return 'lost';
  if (open.value && heardAt.value !== null) return 'live';
  const since = silence.value ?? now.value - begunAt.value;
  if (since > LOST_AFTER_MS) return 'lost';
  return heardAt.value === null ? 'connecting' : 'reconnecting';
});

/** Whether what is shown is so old that it is grayed. */
export const isStale = computed(() => connection.value !== 'live' && (silence.value ?? 0) > STALE_AFTER_MS);

/** What the service refused the stream with, if it did. */
export const refusal = computed(() => refusedWith.value);

/** One topic of the stream, as it was found last. */
export function topic<Name extends TopicName>(name: Name): TopicState<TopicData[Name]> | undefined {
  return topics.value[name];
}

/** Takes a newer state of one thing that an answer of the API brought before the stream did. */
export function put<Name extends TopicName>(name: Name, data: TopicData[Name]): void {
  topics.value = { ...topics.value, [name]: { at: new Date(serviceTime()).toISOString(), data, problem: null } };
}

let following: AbortController | undefined;

/** Follows the news until told to stop; begins anew when it follows already. */
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
        if (status === 401) end('The service does not know this key any more. Sign in again.');
      },
    },
    stop.signal,
  );
}

/** Stops following, and forgets what was told: it belongs to a key. */
export function forget(): void {
  following?.abort();
  following = undefined;
  open.value = false;
  heardAt.value = null;
  topics.value = {};
  instance.value = null;
}

/** A tab that slept may have lost its stream without noticing: when it is looked at again it begins anew. */
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

/** A beat says of which moment each topic is, so that what has not changed does not look old. */
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
    return undefined; // cut off by a proxy; the next beat comes within seconds
  }
}
