import { createHmac } from 'node:crypto';

/** What is signed: the message's id, the time of the attempt, and the very bytes of the body. */
export interface Signed {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers of a signed message, as Standard Webhooks has them (https://www.standardwebhooks.com):
 * `webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. Of several secrets, comma
 * separated, each signs: so a secret can be changed while its receiver still knows the old one alone. Pure.
 */
export function signedHeaders(
  secrets: string,
  { id, at, body }: Signed,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.split(',').map((secret) => {
    const key = Buffer.from(secret.trim().replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
