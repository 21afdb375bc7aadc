import { LRUCache } from 'lru-cache';

/** The maximum number of callers to remember; beyond it, the least recent one is forgotten. */
const REMEMBERED = 10_000;

interface Window {
  readonly startedAt: number;
  requests: number;
}

/** Counts the requests of each caller in windows that start with its first request. */
export class RequestCounts {
  private readonly windows = new LRUCache<string, Window>({ max: REMEMBERED });

  constructor(private readonly windowMs: number) {}

  /** Counts a request; returns the number of requests in the caller's window and its remaining time. */
  add(caller: string, now: number): { readonly requests: number; readonly leftMs: number } {
    let window = this.windows.get(caller);
    if (window === undefined || now - window.startedAt >= this.windowMs) {
      window = { startedAt: now, requests: 0 };
      this.windows.set(caller, window);
    }
    window.requests += 1;
    return { requests: window.requests, leftMs: this.windowMs - (now - window.startedAt) };
  }
}
