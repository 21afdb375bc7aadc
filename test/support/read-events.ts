import type { AddressInfo } from 'node:net';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** A server-sent event with its data parsed. */
export interface ReadEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** A reader of a stream of server-sent events. */
export interface EventReader {
  readonly headers: Headers;
  /** The next event of a name that passes a check; others are skipped. */
  until<T>(event: string, holds?: (data: T) => boolean): Promise<T>;
  close(): Promise<void>;
}

/** Opens a stream of an application, which then listens on a free port, and reads it according to the standard. */
export async function readEvents(app: NestFastifyApplication, path: string, key: string): Promise<EventReader> {
  const server = app.getHttpServer() as { readonly listening: boolean; address(): AddressInfo };
  if (!server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  const headers = { 'x-api-key': key, 'accept-encoding': 'gzip, br' };
  const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers });
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return block;
      }
      const { done, value = '' } = await reader.read();
      if (done) throw new Error('The stream has ended');
      text += value;
    }
  };
  return {
    headers: response.headers,
    until: async (event, holds = () => true) => {
      for (;;) {
        const read = eventIn(await next());
        if (read?.event === event && holds(read.data as never)) return read.data as never;
      }
    },
    close: () => reader.cancel(),
  };
}

function eventIn(block: string): ReadEvent | undefined {
  const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
  const event = fields.get('event');
  if (event === undefined) return undefined;
  return { id: fields.get('id') ?? '', event, data: JSON.parse(fields.get('data') ?? 'null') as unknown };
}
