import type { mongo } from 'mongoose';
import { mongo as driver } from 'mongoose';

import { idKey } from '../../listing/product-id.js';
import { PRODUCTS } from '../../database/collections.js';

const { EJSON } = driver.BSON;

/** The name for an application that cannot be determined. */
export const UNKNOWN_APPLICATION = 'unknown';

/** Ids of the server's log messages. */
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
 * Which application last wrote each of the documents, by `idKey`. The server reveals this only indirectly: the
 * validator of `products` warns about every document of an old shape, the log entry names the document and the
 * connection, and the log or the list of connections names the connection's application. The log holds the last 1,024
 * lines, and reading it requires a privilege (of the role `catalogDiagnostics`). Documents whose writer cannot be
 * determined are omitted; this never throws.
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
    // Most lines are about other things and not worth parsing.
    if (!line.includes(`"id":${LOG.documentWouldFailValidation},`) && !line.includes(`"id":${LOG.clientMetadata},`))
      return [];
    return parsed(line);
  });
}

/** A line that is too long is truncated, and is then no longer valid JSON. */
function parsed(line: string): LogLine[] {
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    return [];
  }
}

/** The connection that last wrote each document, by `idKey`. */
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

/** Includes connections that have since ended. */
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
        // This stage accepts no other read concern.
      ],
      { readConcern: { level: 'local' } },
    )
    .toArray();
  return new Map(operations.map(({ connectionId, appName }) => [`conn${String(connectionId)}`, String(appName)]));
}
