import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Webhook } from 'standardwebhooks';

/** A message as received. */
export interface ReceivedMessage {
  readonly id: string;
  /** Whether the Standard Webhooks library accepts its signature. */
  readonly valid: boolean;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

/** A receiver of webhooks on this machine. */
export interface WebhookReceiver {
  /** Contains a user and a password. */
  readonly url: string;
  readonly messages: ReceivedMessage[];
  /** The status it responds with from now on. */
  answer: number;
  close(): Promise<void>;
}

/** Starts a receiver that knows the secret. */
export async function startWebhookReceiver(secret: string): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const { type, data } = JSON.parse(body) as Pick<ReceivedMessage, 'type' | 'data'>;
      messages.push({
        id: String(request.headers['webhook-id']),
        valid: isValid(secret, body, request.headers as Record<string, string>),
        type,
        data,
        authorization: request.headers.authorization,
      });
      response.writeHead(receiver.answer, receiver.answer === 307 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const receiver: WebhookReceiver = {
    url: `http://user:pa%24%24word@127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    messages,
    answer: 204,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return receiver;
}

function isValid(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
