import { signedHeaders, type Signed } from './signature.js';

/** The receiver's address and the signing secrets. */
export interface WebhookTarget {
  readonly url: string;
  /** Of the form `whsec_…`; several are comma-separated. */
  readonly secrets: string;
}

const TIMEOUT_MS = 5_000;
const CODE = /^[A-Z][A-Z0-9_]{1,40}$/;

/**
 * Sends one message. Returns why it was not accepted, without any part of the address (it may hold a secret), or `null`
 * on success. Redirects are not followed: the operator chose the address, not its redirect target.
 */
export async function postWebhook({ url, secrets }: WebhookTarget, message: Signed): Promise<string | null> {
  const { address, authorization } = withoutCredentials(url);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'genz-jewelry-catalog',
    ...authorization,
    ...signedHeaders(secrets, message),
  };
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers,
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return null;
    return response.status >= 300 && response.status < 400
      ? `It answered ${response.status}, a redirect, which is not followed`
      : `It answered ${response.status}`;
  } catch (error) {
    return problemOf(error);
  }
}

/** `fetch` refuses credentials in an address, so they are sent as an `Authorization` header. */
function withoutCredentials(url: string): {
  readonly address: URL;
  readonly authorization: Readonly<Record<string, string>>;
} {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address, authorization: {} };
  address.username = address.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, authorization: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}

/** Network error messages contain addresses; their codes do not. */
function problemOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError') return `It gave no answer within ${TIMEOUT_MS / 1000} s`;
  const code = cause?.code;
  return typeof code === 'string' && CODE.test(code) ? `It cannot be reached: ${code}` : 'It cannot be reached';
}
