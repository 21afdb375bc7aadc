import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MongoClient } from 'mongodb';

import type { RoleDocument } from '../../src/batch-migration/preflight/mongodb-roles.js';
import { type OwnMongod, startOwnMongod } from './own-mongod.js';

/** The log message for a command that was not authorized, and how it names database, command and collection. */
const REFUSED = '"id":20436,';
const COMMAND = /not authorized on (\w+) to execute command \{ (\w+): (?:\\"(\w+))?/;

/** A one-node replica set with access control. */
export interface SecuredDatabase {
  readonly server: OwnMongod;
  /** Has all privileges. */
  readonly root: MongoClient;
  /** Creates a user with these roles, and returns the address to connect as that user. */
  addUser(name: string, roles: readonly string[]): Promise<string>;
  /**
   * Commands rejected for lack of a privilege, e.g. `admin: serverStatus`, from the server's log; entries of clients
   * that failed to log in are ignored.
   */
  refusals(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts a server with the documented roles. */
export async function startSecuredDatabase(): Promise<SecuredDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-key-'));
  const keyFile = join(folder, 'key');
  await writeFile(keyFile, randomBytes(48).toString('base64'), { mode: 0o400 });
  const server = await startOwnMongod({ extraArguments: ['--keyFile', keyFile] });
  const password = randomBytes(12).toString('hex');
  const addressOf = (name: string): string =>
    server.uri.replace('mongodb://', `mongodb://${name}:${password}@`).concat('&authSource=admin');
  await server.command({ createUser: 'root', pwd: password, roles: ['root'] });
  const root = await MongoClient.connect(addressOf('root'), { appName: 'catalog-test' });
  for (const role of JSON.parse(await readFile('ops/mongodb-roles.json', 'utf8')) as RoleDocument[])
    await root.db('admin').command({ ...role });
  return {
    server,
    root,
    addUser: async (name, roles) => {
      await root.db('admin').command({ createUser: name, pwd: password, roles });
      return addressOf(name);
    },
    refusals: async () =>
      (await readFile(join(server.dataDir, 'mongod.log'), 'utf8'))
        .split('\n')
        .filter((line) => line.includes(REFUSED) && !line.includes('endSessions'))
        .map((line) => {
          const [, database = '', command = line, collection] = COMMAND.exec(line) ?? [];
          return `${database}: ${command}${collection === undefined ? '' : ` ${collection}`}`;
        }),
    close: async () => {
      await root.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
