import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { testPort } from '../../test-port.js';

const PIECE_BYTES = 100;

/** A TCP proxy in front of a port of this machine, whose traffic can be disturbed. */
export class TcpProxy {
  /** Added to every packet, in each direction. */
  delayMs = 0;
  /** Whether everything arrives in small pieces. */
  isSliced = false;
  private held: Promise<void> = Promise.resolve();
  private release: () => void = () => undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(
    readonly port: number,
    private readonly target: number,
  ) {
    this.server = createServer({ noDelay: true }, (client) => {
      this.join(client, connect({ port: this.target, host: '127.0.0.1', noDelay: true }));
    });
  }

  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(await testPort(), target);
    proxy.server.listen(proxy.port, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** Keeps back all that is sent, in both directions, while connections stay and new ones are accepted. */
  hold(): void {
    this.held = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  letGo(): void {
    this.release();
  }

  /** Resets every connection. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  close(): void {
    this.letGo();
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      let sent = Promise.resolve();
      from.on('data', (data: Buffer) => {
        const at = performance.now() + this.delayMs;
        sent = sent.then(() => this.pass(data, to, at));
      });
      from.once('end', () => void sent.then(() => to.end()));
      from.on('error', () => undefined);
      from.once('close', () => {
        this.sockets.delete(from);
        void sent.then(() => to.destroy());
      });
    }
  }

  private async pass(data: Buffer, to: Socket, at: number): Promise<void> {
    await this.held;
    const early = at - performance.now();
    if (early > 0) await sleep(early);
    const size = this.isSliced ? PIECE_BYTES : data.length;
    for (let from = 0; from < data.length && !to.destroyed; from += size) {
      to.write(data.subarray(from, from + size));
      if (this.isSliced) await new Promise(setImmediate);
    }
  }
}
