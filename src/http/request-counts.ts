import { LRUCache } from 'lru-cache';

/** Most callers that are remembered; beyond it the one that has been silent longest is forgotten. */
const REMEMBERED = 10_000;

interface Window {
  readonly startedAt: number;
  requests: number;
}

/** Counts the requests of each caller in windows that begin with its first request. */
export class RequestCounts {
  private readonly windows = new LRUCache<string, Window>({ max: REMEMBERED });

  constructor(private readonly windowMs: number) {}

  /** Counts a request: how many there are in the caller's window with it, and how long the window goes on. */
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
