import type { mongo } from 'mongoose';
import { mongo as driver } from 'mongoose';

import { idKey } from '../../listing/product-id.js';
import { PRODUCTS } from '../../database/collections.js';

const { EJSON } = driver.BSON;

/** Stands for the name of an application that cannot be told. */
export const UNKNOWN_APPLICATION = 'unknown';

/** Numbers of the server's log messages. */
const LOG = { documentWouldFailValidation: 20_294, clientMetadata: 51_800 } as const;

interface LogLine {
  readonly id: number;
  /** The connection, e.g. `conn7`. */
  readonly ctx: string;
  readonly attr?: {
    readonly namespace?: unknown;
    readonly document?: { readonly _id?: unknown };
    readonly doc?: { readonly application?: { readonly name?: unknown } };
  };
}

/**
 * Which application wrote each of the documents last, by `idKey`. The server says so only indirectly: `products` has a
 * validator that warns of every document of an old shape, its log names document and connection, and the log or the
 * list of connections names the connection's application. The log goes back 1,024 lines, and reading it needs a
 * privilege (of the role `catalogDiagnostics`): who cannot be told is left out, and nothing is ever thrown.
 */
export async function applicationsOf(db: mongo.Db, ids: readonly unknown[]): Promise<ReadonlyMap<string, string>> {
  try {
    const lines = await logLines(db);
    const connections = connectionsOf(lines, `${db.databaseName}.${PRODUCTS}`, new Set(ids.map(idKey)));
    if (connections.size === 0) return new Map();
    const names = new Map([...(await namesOfOpenConnections(db)), ...namesInLog(lines)]);
    return new Map(
      [...connections].flatMap(([key, connection]) => {
        const name = names.get(connection);
        return name === undefined ? [] : [[key, name] as const];
      }),
    );
  } catch {
    return new Map();
  }
}

async function logLines(db: mongo.Db): Promise<readonly LogLine[]> {
  const { log } = await db.client.db('admin').command({ getLog: 'global' });
  return (log as readonly string[]).flatMap((line) => {
    // Most lines are of other things: not worth being parsed.
    if (!line.includes(`"id":${LOG.documentWouldFailValidation},`) && !line.includes(`"id":${LOG.clientMetadata},`))
      return [];
    return parsed(line);
  });
}

/** A line that is too long is cut off and no JSON any more. */
function parsed(line: string): LogLine[] {
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    return [];
  }
}

/** The connection that wrote each document last, by `idKey`. */
function connectionsOf(
  lines: readonly LogLine[],
  namespace: string,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { id, ctx, attr } of lines) {
    if (id !== LOG.documentWouldFailValidation || attr?.namespace !== namespace) continue;
    const key = idKey((EJSON.deserialize({ id: attr.document?._id }) as { id: unknown }).id);
    if (wanted.has(key)) found.set(key, ctx);
  }
  return found;
}

/** Also of connections that have ended since. */
function namesInLog(lines: readonly LogLine[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap(({ id, ctx, attr }) => {
      const name = attr?.doc?.application?.name;
      return id === LOG.clientMetadata && typeof name === 'string' ? [[ctx, name] as const] : [];
    }),
  );
}

async function namesOfOpenConnections(db: mongo.Db): Promise<ReadonlyMap<string, string>> {
  const operations = await db.client
    .db('admin')
    .aggregate(
      [
        { $currentOp: { idleConnections: true, allUsers: true, localOps: true } },
        { $match: { connectionId: { $exists: true }, appName: { $type: 'string' } } },
        { $project: { connectionId: 1, appName: 1 } },
        // The stage takes no other read concern.
      ],
      { readConcern: { level: 'local' } },
    )
    .toArray();
  return new Map(operations.map(({ connectionId, appName }) => [`conn${String(connectionId)}`, String(appName)]));
}
