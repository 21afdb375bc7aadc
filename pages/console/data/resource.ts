import { useEffect, useRef, useState } from 'preact/hooks';

import { serviceTime } from './clock.js';
import { connects } from './live.js';
import { RequestError } from './request.js';

/**
 * Data requested from the API, its age, and how to reload it. The last response is kept while a new one is loading or
 * has failed.
 */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: RequestError | undefined;
  /** When `data` arrived, by the service's clock. */
  readonly at: number | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Held<T> {
  readonly key: string;
  readonly data?: T;
  readonly error?: RequestError;
  readonly at?: number;
}

/**
 * Requests data from the API and keeps it. Requests it again when `key` changes (it identifies the request), when the
 * connection to the service is restored, and, if `everyMs` is given, at that interval while the page is visible. A
 * `null` key requests nothing.
 */
export function useResource<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Resource<T> {
  const [held, hold] = useState<Held<T>>({ key: '' });
  const [loading, setLoading] = useState(key !== null);
  const [asked, ask] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  const connected = connects.value;

  useEffect(() => {
    if (key === null) return undefined;
    const attempt = new AbortController();
    setLoading(true);
    loader
      .current(attempt.signal)
      .then(
        (data) => hold({ key, data, at: serviceTime() }),
        (error: unknown) => {
          if (!attempt.signal.aborted)
            hold((before) => ({ ...(before.key === key ? before : {}), key, error: toError(error) }));
        },
      )
      .finally(() => {
        if (!attempt.signal.aborted) setLoading(false);
      });
    return () => attempt.abort();
  }, [key, asked, connected]);

  useEffect(() => {
    if (everyMs === undefined || key === null) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) ask((times) => times + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [key, everyMs]);

  const own = held.key === key ? held : undefined;
  return { data: own?.data, error: own?.error, at: own?.at, loading, reload: () => ask((times) => times + 1) };
}

function toError(error: unknown): RequestError {
  return error instanceof RequestError ? error : new RequestError(0, 'UNEXPECTED', String(error));
}
