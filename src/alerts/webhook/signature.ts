import { Webhook } from 'standardwebhooks';

/** The signed content: the message's id, the time of the attempt, and the exact bytes of the body. */
export interface Signed {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers of a signed message, as in Standard Webhooks (https://www.standardwebhooks.com). With several
 * comma-separated secrets, each one signs, so that a secret can be rotated while the receiver still uses the old one.
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
