import { ObjectId } from 'mongodb';

import type { Product } from '../../../migrations/index.js';
import type { Address } from './http-readers.js';
import type { ServiceAnswer, ServiceWriter, WrittenFields } from './service-writer.js';

/** Longer than a write waits at a fence. */
const WITHIN_MS = 20_000;

/** A product as the admin API returns it. */
interface ProductView {
  readonly _id: string;
  readonly status: string;
  readonly createdAt: string | null;
  readonly product: Omit<Product, 'id' | 'status' | 'createdAt'> & { readonly _id: string; readonly detail: unknown };
}

/** Writes through the admin API. */
export class HttpServiceWriter implements ServiceWriter {
  constructor(
    private readonly address: Address,
    private readonly apiKey: string,
  ) {}

  create(fields: WrittenFields, key: string): Promise<ServiceAnswer> {
    return this.send('POST', '', { key, body: { ...fields, metadata: { status: 'active' } } });
  }

  patch(id: string, fields: WrittenFields, key: string): Promise<ServiceAnswer> {
    return this.send('PATCH', `/${encodeURIComponent(id)}`, { key, body: fields });
  }

  delete(id: string, key: string): Promise<ServiceAnswer> {
    return this.send('DELETE', `/${encodeURIComponent(id)}`, { key, body: { confirm: id } });
  }

  addInventory(id: string, delta: number, key: string): Promise<ServiceAnswer> {
    return this.send('POST', `/${encodeURIComponent(id)}/inventory`, { key, body: { delta } });
  }

  private async send(
    method: string,
    path: string,
    { key, body }: { readonly key: string; readonly body: object },
  ): Promise<ServiceAnswer> {
    try {
      const response = await fetch(`${this.address()}/api/admin/products${path}`, {
        method,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(WITHIN_MS),
        headers: { 'content-type': 'application/json', 'x-api-key': this.apiKey, 'idempotency-key': key },
      });
      return answerOf(response, await response.text());
    } catch (error) {
      return { outcome: 'unknown', detail: error instanceof Error ? error.message : String(error), isMissing: false };
    }
  }
}

function answerOf({ status, headers }: Response, text: string): ServiceAnswer {
  const detail = `${status} ${text.slice(0, 600)}`;
  if (status >= 200 && status < 300) {
    const product = productIn(text);
    return { outcome: 'ok', detail, isMissing: false, ...(product === undefined ? {} : { product }) };
  }
  // An earlier request with the same key may still be running, or the service may not know how a write ended.
  if (status >= 500 || headers.has('retry-after')) return { outcome: 'again', detail, isMissing: false };
  return { outcome: 'fail', detail, isMissing: status === 404 };
}

function productIn(text: string): Product | undefined {
  const { data } = JSON.parse(text) as { data?: Partial<ProductView> };
  if (data?._id === undefined || data.product === undefined || data.product === null) return undefined;
  const product = Object.fromEntries(
    Object.entries(data.product).filter(([field]) => field !== '_id' && field !== 'detail'),
  );
  return {
    ...(product as Omit<Product, 'id' | 'status' | 'createdAt'>),
    id: ObjectId.isValid(data._id) ? ObjectId.createFromHexString(data._id) : data._id,
    status: data.status ?? '',
    ...(data.createdAt === null || data.createdAt === undefined ? {} : { createdAt: new Date(data.createdAt) }),
  };
}
