import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { signedHeaders } from './signature.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('signedHeaders', () => {
  it('gives the signature of the standard’s own example', () => {
    expect(
      signedHeaders(SECRET, {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        at: new Date(1_614_265_330_500),
        body: '{"test": 2432232314}',
      }),
    ).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each([
    { title: 'of the secret', signing: SECRET, checking: SECRET },
    { title: 'of the first of two secrets', signing: `${SECRET}, ${OTHER}`, checking: SECRET },
    { title: 'of the second of two secrets', signing: `${SECRET},${OTHER}`, checking: OTHER },
  ])('is accepted by a receiver’s library: $title', ({ signing, checking }) => {
    const body = JSON.stringify({ type: 'alert.firing', data: { message: 'größer als 300 ms' } });
    const headers = signedHeaders(signing, { id: 'msg_1', at: new Date(), body });

    expect(new Webhook(checking).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it.each([
    { title: 'another body', change: { body: '{"a":2}' } },
    { title: 'another id', change: { id: 'msg_2' } },
    { title: 'another time', change: { at: new Date(Date.now() + 5_000) } },
    { title: 'another secret', change: { secret: OTHER } },
  ])('differs for $title', ({ change }) => {
    const message = { id: 'msg_1', at: new Date(), body: '{"a":1}' };
    const { secret = SECRET, ...other } = change as { readonly secret?: string };

    expect(signedHeaders(secret, { ...message, ...other })['webhook-signature']).not.toBe(
      signedHeaders(SECRET, message)['webhook-signature'],
    );
  });
});
