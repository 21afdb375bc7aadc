import { MongoClient } from 'mongodb';

import { newApiKey } from './admin/new-api-key.js';
import type { Settings } from './config/settings.js';
import { withSettings } from './config/with-settings.js';
import { loadDemoData } from '../packages/demo-products/load-demo-data.js';
import { serve } from './serve.js';
import { PRODUCTS } from './database/collections.js';

// `npm run demo`: the service with demo products and, if none is set, a generated admin key.
let adminKey: string | undefined;
let loaded = 0;

function withAdminKey(settings: Settings): Settings {
  if (settings.ADMIN_API_KEYS.length > 0) return settings;
  const { key, entry } = newApiKey('demo', 'admin');
  adminKey = key;
  return withSettings(settings, { ADMIN_API_KEYS: [entry] });
}

async function fill({ MONGODB_URI = '', MONGODB_DATABASE }: Settings): Promise<void> {
  const client = await MongoClient.connect(MONGODB_URI, { appName: 'catalog-demo' });
  try {
    loaded = await loadDemoData(client.db(MONGODB_DATABASE).collection(PRODUCTS));
  } finally {
    await client.close();
  }
}

function tell(address: string): void {
  process.stdout.write(
    [
      '',
      loaded > 0 ? `${loaded} demo products loaded` : 'The catalog already has products; nothing was loaded',
      '',
      `Storefront  ${address}/`,
      `Console     ${address}/admin`,
      `Products    ${address}/api/products`,
      `GraphQL     ${address}/graphql`,
      `OpenAPI     ${address}/docs`,
      `Health      ${address}/health/ready`,
      ...(adminKey === undefined
        ? []
        : [`Admin key   ${adminKey}   (header X-API-Key; valid until this process ends)`]),
      '',
      '',
    ].join('\n'),
  );
}

await serve({ adjust: withAdminKey, prepare: fill, onListening: tell });
