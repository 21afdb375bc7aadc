import { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';

/** The reply of one replica set member. */
export type MemberAnswer<T> =
  | { readonly host: string; readonly answer: T }
  /** The member could not be reached. */
  | { readonly host: string; readonly problem: string };

/** Limits the wait for a member that is down. */
const REACHED_WITHIN_MS = 2_000;
const UNAUTHORIZED = 13;

/** Connection settings that apply to each member as to the set. */
const CARRIED = [
  'appName',
  'compressors',
  'connectTimeoutMS',
  'tls',
  'tlsCAFile',
  'tlsCRLFile',
  'tlsCertificateKeyFile',
  'ca',
  'cert',
  'key',
  'passphrase',
  'rejectUnauthorized',
  'checkServerIdentity',
] as const;

/**
 * Queries every member of the replica set on a separate connection with the existing credentials. Hidden members are
 * skipped. A mongos, and a standalone server, reply for themselves.
 */
export async function askMembers<T>(db: mongo.Db, ask: (member: mongo.Db) => Promise<T>): Promise<MemberAnswer<T>[]> {
  const {
    hosts = [],
    passives = [],
    me,
  } = (await db.admin().command({ hello: 1 })) as { hosts?: string[]; passives?: string[]; me?: string };
  const members = [...hosts, ...passives];
  if (members.length <= 1)
    return [await answerOf(members[0] ?? me ?? db.client.options.hosts.join(','), () => ask(db))];
  return Promise.all(members.map((host) => askMember(db, host, ask)));
}

async function askMember<T>(
  db: mongo.Db,
  host: string,
  ask: (member: mongo.Db) => Promise<T>,
): Promise<MemberAnswer<T>> {
  const client = new mongo.MongoClient(`mongodb://${host}/`, directOptions(db.client.options));
  try {
    return await answerOf(host, () => ask(client.db(db.databaseName)));
  } finally {
    await client.close();
  }
}

async function answerOf<T>(host: string, ask: () => Promise<T>): Promise<MemberAnswer<T>> {
  try {
    return { host, answer: await ask() };
  } catch (error) {
    return { host, problem: problemOf(error) };
  }
}

/** The server's error message for a refused command contains the whole command. */
function problemOf(error: unknown): string {
  if ((error as { readonly code?: unknown } | undefined)?.code === UNAUTHORIZED)
    return 'the database user may not do that; docs/operations.md has the roles';
  return messageOf(error);
}

function directOptions(options: mongo.MongoOptions): mongo.MongoClientOptions {
  const { credentials } = options;
  const auth: mongo.MongoClientOptions =
    credentials === undefined
      ? {}
      : {
          auth: { username: credentials.username, password: credentials.password },
          authSource: credentials.source,
          authMechanism: credentials.mechanism as mongo.AuthMechanism,
          authMechanismProperties: credentials.mechanismProperties,
        };
  const carried = Object.fromEntries(
    CARRIED.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
  return { ...carried, ...auth, directConnection: true, maxPoolSize: 1, serverSelectionTimeoutMS: REACHED_WITHIN_MS };
}
