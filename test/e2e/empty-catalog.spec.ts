import { expect, it } from '@jest/globals';
import request from 'supertest';
import { eventually } from '../support/eventually.js';
import { startTestApp } from '../support/test-app.js';

it('a catalog whose collection does not exist yet is empty, and shows what is then inserted', async () => {
  const service = await startTestApp();
  try {
    for (const path of [
      '/api/products',
      '/api/products?sort=price',
      '/api/products?q=ring',
      '/api/products?recycled=true&page=2',
    ]) {
      await request(service.server)
        .get(path)
        .expect(200, /"data":\[\]/);
    }
    await request(service.server).get('/api/products/nobody').expect(404);
    await service.database.db
      .collection('products')
      .insertOne({ _id: 'first' as never, name: 'First', pricing: { basePrice: 5, currency: 'USD' } });
    // Another client wrote it, so it appears in the catalog when the change stream delivers it.
    const listing = await eventually('the product in the catalog', async () => {
      const { body } = await request(service.server).get('/api/products').expect(200);
      return body.data.length > 0 && body;
    });
    expect(listing).toMatchObject({ data: [{ _id: 'first' }], pagination: { total: 1 } });
  } finally {
    await service.close();
  }
});
