import { join } from 'node:path';

import { newApiKey } from '../../src/admin/new-api-key.js';
import { type Server, startServer } from './child.js';

/** Where servers find their database and can write files. */
export interface Place {
  readonly uri: string;
  readonly folder: string;
}

const ROOT = new URL('../../', import.meta.url);
/** The highest value that the service accepts; the load comes from several addresses, so it is never reached. */
const RATE_LIMIT = '1000000';

/**
 * The built service as started in production, with default settings except for the rate limit and the given ones.
 * `LAZY_UPGRADE=read-only` keeps a partly migrated catalog as it is.
 */
export function startService(
  { uri, folder }: Place,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  const { entry } = newApiKey('bench', 'admin');
  return startServer({
    name,
    folder,
    readyPath: '/health/ready',
    args: [new URL('dist/src/main.js', ROOT).pathname],
    environment: {
      MONGODB_URI: uri,
      LOG_LEVEL: 'info',
      RATE_LIMIT_PER_MINUTE: RATE_LIMIT,
      ADMIN_API_KEYS: `${entry.name}:${entry.role}:${entry.sha256}`,
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
      ...settings,
    },
  });
}

/** The peers and their entry points. */
export const PEERS = { floor: 'bench/peers/floor.ts', documented: 'bench/peers/documented/main.ts' } as const;

/** A peer on a database of its own. */
export function startPeer({ uri, folder }: Place, name: keyof typeof PEERS, database: string): Promise<Server> {
  return startServer({
    name,
    folder,
    readyPath: '/products?priceMin=0',
    args: ['--import', new URL('test/support/typescript.js', ROOT).href, new URL(PEERS[name], ROOT).pathname],
    environment: { MONGODB_URI: uri, MONGODB_DATABASE: database },
  });
}
