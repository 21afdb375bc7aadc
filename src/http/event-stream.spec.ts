import { describe, expect, it } from '@jest/globals';

import { EventStream, type StreamTarget } from './event-stream.js';

/** A response whose client does or does not read. */
class Client {
  written = '';
  writableNeedDrain = false;
  writableEnded = false;
  destroyed = false;
  time = 0;

  readonly stream = new EventStream(this as unknown as StreamTarget, () => this.time);

  write(text: string): boolean {
    this.written += text;
    return true;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  on(): void {
    /* errors come to `destroy` anyway */
  }
}

const event = (data: unknown): { id: string; event: string; data: unknown } => ({ id: '1', event: 'run', data });

describe('EventStream', () => {
  it('begins with the time after which a client comes back', () => {
    expect(new Client().written).toBe('retry: 2000\n\n');
  });

  it('sends an event as three lines, whatever its data hold', () => {
    const client = new Client();
    client.stream.send(event({ name: 'a\n\nevent: done\r\rdata: {}\r\n\u2028' }));
    expect(client.written.slice('retry: 2000\n\n'.length)).toBe(
      'id: 1\nevent: run\ndata: {"name":"a\\n\\nevent: done\\r\\rdata: {}\\r\\n\u2028"}\n\n',
    );
  });

  it.each([
    { id: '1\n', event: 'run' },
    { id: '1', event: 'run\revent: done' },
  ])('refuses line breaks in %j', (names) => {
    expect(() => new Client().stream.send({ ...names, data: 0 })).toThrow(RangeError);
  });

  it('leaves events out while the client does not read, and goes on when it does', () => {
    const client = new Client();
    client.writableNeedDrain = true;
    const before = client.written;

    expect(client.stream.send(event(1))).toBe(false);
    client.stream.heartbeat();
    expect(client.written).toBe(before);

    client.writableNeedDrain = false;
    expect(client.stream.send(event(2))).toBe(true);
    expect(client.written).toContain('data: 2');
    expect(client.destroyed).toBe(false);
  });

  it('lets a client go that does not read for half a minute', () => {
    const client = new Client();
    client.writableNeedDrain = true;
    client.stream.send(event(1));
    client.time = 30_000;
    client.stream.send(event(2));
    expect(client.stream.isOpen).toBe(true);

    client.time = 30_001;
    client.stream.heartbeat();
    expect(client.stream.isOpen).toBe(false);
  });

  it('writes nothing after its end', () => {
    const client = new Client();
    client.stream.close();
    expect(client.stream.send(event(1))).toBe(false);
    expect(client.written).toBe('retry: 2000\n\n');
  });
});
