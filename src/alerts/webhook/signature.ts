import { Webhook } from 'standardwebhooks';

/** What is signed: the message's id, the time of the attempt, and the very bytes of the body. */
export interface Signed {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers of a signed message, as Standard Webhooks has them (https://www.standardwebhooks.com). Of several
 * secrets, comma separated, each signs: so a secret can be changed while its receiver still knows the old one alone.
 * Pure.
 */
export function signedHeaders(
  secrets: string,
  { id, at, body }: Signed,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const signatures = secrets.split(',').map((secret) => new Webhook(secret.trim()).sign(id, at, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
