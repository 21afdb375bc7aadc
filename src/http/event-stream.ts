import type { ServerResponse } from 'node:http';

/** How long a client may leave data unread. */
const READ_WITHIN_MS = 30_000;
const RETRY_MS = 2_000;
const LINE_BREAK = /[\r\n]/;

/** The part of a response that a stream needs. */
export type StreamTarget = Pick<
  ServerResponse,
  'write' | 'end' | 'destroy' | 'writableNeedDrain' | 'writableEnded' | 'destroyed' | 'on'
>;

/** A server-sent event. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  /** Sent as JSON, which has no line breaks, so that its content cannot begin another event. */
  readonly data: unknown;
}

/**
 * Server-sent events to one client (https://html.spec.whatwg.org/multipage/server-sent-events.html). Every event
 * carries a complete state. So a client that reads too slowly gets fewer events, without buffering, and one that does
 * not read at all is disconnected.
 */
export class EventStream {
  private unreadSince: number | undefined;

  constructor(
    private readonly target: StreamTarget,
    private readonly now: () => number = () => performance.now(),
  ) {
    target.on('error', () => {
      target.destroy();
    });
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  get isOpen(): boolean {
    return !this.target.destroyed && !this.target.writableEnded;
  }

  /** Sends an event; returns `false` if the client has not yet read the previous ones and the event was dropped. */
  send({ id, event, data }: StreamEvent): boolean {
    if (LINE_BREAK.test(id + event)) throw new RangeError('The id and the name of an event have no line breaks');
    return this.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Keeps proxies from closing an idle stream. */
  heartbeat(): void {
    this.write(': still here\n\n');
  }

  close(): void {
    if (this.isOpen) this.target.end();
  }

  private write(text: string): boolean {
    if (!this.isOpen) return false;
    if (!this.target.writableNeedDrain) {
      this.unreadSince = undefined;
      this.target.write(text);
      return true;
    }
    this.unreadSince ??= this.now();
    if (this.now() - this.unreadSince > READ_WITHIN_MS) this.target.destroy();
    return false;
  }
}
