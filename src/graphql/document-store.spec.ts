import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { BoundedDocumentStore } from './document-store.js';

it('keeps the documents that were asked for last, however many there are', async () => {
  const store = new BoundedDocumentStore();
  const count = 20_000;
  for (let at = 0; at < count; at++)
    await store.set(String(at), parse(`{ products(first: ${at}) { nodes { name } pageInfo { endCursor } } }`));
  expect(await store.get(String(count - 1))).toMatchObject({ kind: 'Document' });
  expect(await store.get('0')).toBeUndefined();
  await store.delete(String(count - 1));
  expect(await store.get(String(count - 1))).toBeUndefined();
});
