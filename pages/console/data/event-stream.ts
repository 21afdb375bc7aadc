/** An event of a stream: its name and its data as sent. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/** Callbacks of a stream's reader. */
export interface StreamListener {
  /** The server has accepted the request. */
  opened(): void;
  event(event: StreamEvent): void;
  /** Data arrived, possibly just a heartbeat. */
  heard(): void;
  /** The stream broke or could not be opened; the next attempt follows after the given milliseconds. */
  broken(retryInMs: number): void;
  /** The server rejected the request with this status: there is no further attempt. */
  refused(status: number): void;
}

/** The reader's dependencies; tests pass their own. */
export interface StreamSurroundings {
  readonly fetch: typeof globalThis.fetch;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
/**
 * A stream that has been silent for this long is dead, even if TCP still considers it open: the service sends a
 * heartbeat every few seconds.
 */
export const SILENCE_MS = 20_000;
const FINAL: readonly number[] = [401, 403, 404];

/**
 * The delay before the next attempt: doubles with each failure, up to 15 s, with jitter so that many tabs do not
 * reconnect at once.
 */
export function retryDelay(failures: number, random: () => number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1));
  return Math.max(FIRST_DELAY_MS, Math.round(longest * (0.5 + random() / 2)));
}

/** Splits a stream's text at blank lines, however it is chunked, and returns its events. */
export class EventParser {
  private rest = '';

  /** Adds the next chunk. Ignores comments (heartbeats) and unknown fields. */
  push(piece: string): StreamEvent[] {
    const blocks = (this.rest + piece).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => toEvent(block));
  }
}

function toEvent(block: string): StreamEvent[] {
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(\w+):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? [] : [{ name, data: data.join('\n') }];
}

/**
 * Reads server-sent events with `fetch`, because `EventSource` cannot send headers, and a key in the URL would end up
 * in logs. Reconnects by itself until it is stopped or rejected, and then returns.
 */
export async function followStream(
  url: string,
  headers: () => Readonly<Record<string, string>>,
  listener: StreamListener,
  signal: AbortSignal,
  surroundings: StreamSurroundings = inBrowser,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const outcome = await readOnce(url, headers(), listener, signal, surroundings.fetch);
    if (signal.aborted) return;
    if (typeof outcome === 'number') return listener.refused(outcome);
    failures = outcome === 'was open' ? 1 : failures + 1;
    const delay = retryDelay(failures, surroundings.random);
    listener.broken(delay);
    await surroundings.sleep(delay, signal);
  }
}

type Outcome = 'was open' | 'not opened' | number;

async function readOnce(
  url: string,
  headers: Readonly<Record<string, string>>,
  listener: StreamListener,
  signal: AbortSignal,
  fetch: typeof globalThis.fetch,
): Promise<Outcome> {
  const attempt = new AbortController();
  const giveUp = (): void => attempt.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  let silence = setTimeout(giveUp, SILENCE_MS);
  let opened = false;
  try {
    const response = await fetch(url, { headers, signal: attempt.signal, cache: 'no-store' });
    if (FINAL.includes(response.status)) return response.status;
    if (!response.ok || response.body === null) return 'not opened';
    opened = true;
    listener.opened();
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
      listener.heard();
      for (const event of parser.push(part.value)) listener.event(event);
    }
  } catch {
    // Whether the connection broke, the server is down, or we stopped it: the cleanup is the same.
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', giveUp);
    attempt.abort();
  }
  return opened ? 'was open' : 'not opened';
}

const inBrowser: StreamSurroundings = {
  fetch: (...given) => fetch(...given),
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    }),
};
