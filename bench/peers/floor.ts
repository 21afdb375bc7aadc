// The floor: node:http, the driver, the right index, a projection of the page's fields, JSON.stringify.
import { createServer } from 'node:http';

import { MongoClient } from 'mongodb';

const { MONGODB_URI = '', MONGODB_DATABASE = '', PORT = '0' } = process.env;
const PUBLIC = ['active', 'out-of-stock', 'coming-soon'];
const PAGE = 24;
const FIELDS = {
  name: 1,
  description: 1,
  category: 1,
  subcategory: 1,
  slug: 1,
  primaryImage: 1,
  'pricing.basePrice': 1,
  'pricing.currency': 1,
  'inventory.available': 1,
  'inventory.quantity': 1,
  'metadata.featured': 1,
  'metadata.bestseller': 1,
  'metadata.newArrival': 1,
  'metadata.tags': 1,
  materialSpecs: 1,
  'creator.handle': 1,
  'creator.name': 1,
} as const;

const client = await MongoClient.connect(MONGODB_URI);
const products = client.db(MONGODB_DATABASE).collection('products');
// Covers filter and sort; with the status in the index, no document is fetched only to be discarded.
await products.createIndex({ 'pricing.basePrice': 1, _id: 1, 'metadata.status': 1 });

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  products
    .find(
      { 'metadata.status': { $in: PUBLIC }, 'pricing.basePrice': { $gte: Number(searchParams.get('priceMin')) } },
      { projection: FIELDS, sort: { 'pricing.basePrice': 1, _id: 1 }, limit: PAGE },
    )
    .toArray()
    .then(
      (data) => {
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.end(JSON.stringify({ success: true, data }));
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
});
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  process.exit(0);
});
