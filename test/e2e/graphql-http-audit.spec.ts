import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
  await service.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => service.close());

describe('GraphQL over HTTP', () => {
  it('passes the audit of graphql-http without an error', async () => {
    const failed: string[] = [];
    for (const audit of serverAudits({ url: `${await service.app.getUrl()}/graphql` })) {
      const result = await audit.fn();
      if (result.status === 'error') failed.push(`${audit.id} ${audit.name}: ${result.reason}`);
      // A response whose body is never read would keep its connection open.
      if ('response' in result) await result.response.body?.cancel().catch(() => undefined);
    }
    expect(failed).toEqual([]);
  });
});
