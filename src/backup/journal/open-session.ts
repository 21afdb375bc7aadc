import type { mongo } from 'mongoose';
import { messageOf } from '../../errors/message-of.js';
import { clusterTime } from '../../database/cluster-time.js';
import { PRODUCTS } from '../../database/collections.js';
import { presentTime } from '../../database/present-time.js';
import { BackupRefusedError } from '../backup-errors.js';
import { uuidText } from './change-event.js';
import { timestampOf } from './cluster-timestamp.js';
import type { JournalFolder, JournalTail } from './journal-folder.js';
import { JournalSession, OtherDatabaseError, type SessionTools } from './journal-session.js';
import { isHistoryLost } from './raw-change-stream.js';

const OTHER_DATABASE = 'This is not the database that the journal was written for';

/** How often to check that the journal and the database still agree. */
const LOOKS = 5;

/** Why a journal starts over. */
export interface NewBeginning {
  readonly reason: string;
  /** Whether there is a gap between the journal so far and this start. */
  readonly isGap: boolean;
}

/** A session that has caught up, and why it could not continue the old journal, if it could not. */
export interface OpenSession {
  readonly session: JournalSession;
  readonly beginning: NewBeginning | null;
}

/**
 * Continues the journal from its last frame. If the oplog no longer reaches back to it, if the journal belongs to
 * another database, or if it cannot be read, the journal starts over now and its header says what is missing.
 */
export async function openSession(tools: SessionTools): Promise<OpenSession> {
  const tail = await readTail(tools.folder);
  const resumed = tail === null || typeof tail === 'string' ? tail : await resume(tools, tail);
  if (resumed === null)
    return { session: await begin(tools, null, null), beginning: { reason: 'The journal begins', isGap: false } };
  if (typeof resumed !== 'string') return { session: resumed, beginning: null };
  return {
    session: await begin(tools, typeof tail === 'string' ? null : tail, resumed),
    beginning: { reason: resumed, isGap: true },
  };
}

/** Continues the journal if possible; `null` if it has not begun or would have to start over. */
export async function resumeSession(tools: SessionTools): Promise<JournalSession | null> {
  const tail = await readTail(tools.folder);
  if (tail === null || typeof tail === 'string') return null;
  const resumed = await resume(tools, tail);
  return typeof resumed === 'string' ? null : resumed;
}

/** The journal's end; `null` if there is no journal, or the reason why it cannot be read. */
async function readTail(folder: JournalFolder): Promise<JournalTail | string | null> {
  try {
    return await folder.tail();
  } catch (error) {
    if (error instanceof BackupRefusedError) return error.message;
    throw error;
  }
}

/** The session, or the reason why there can be none. */
async function resume(tools: SessionTools, { end, frame }: JournalTail): Promise<JournalSession | string> {
  const { to, token, collection, since } = frame;
  const session = new JournalSession(tools, end, { gap: null, from: to, token, collection, since });
  try {
    await session.read();
    if (await tellsTheSame(tools, session)) return session;
    await session.close();
    return OTHER_DATABASE;
  } catch (error) {
    await session.close();
    if (error instanceof OtherDatabaseError) return OTHER_DATABASE;
    if (isHistoryLost(error)) return `The oplog no longer reaches back to where the journal was (${messageOf(error)})`;
    throw error;
  }
}

async function begin(tools: SessionTools, tail: JournalTail | null, reason: string | null): Promise<JournalSession> {
  const from = await now(tools.db);
  const collection = await liveUuid(tools.db);
  const gap = reason === null ? null : { from: tail?.frame.to ?? timestampOf(0n), reason };
  const session = new JournalSession(tools, tail?.end ?? null, {
    gap,
    from: timestampOf(from),
    token: null,
    collection,
    since: null,
  });
  try {
    await session.read();
    await session.flush();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** A collection unknown to the events means that they belong to another database. */
async function tellsTheSame({ db }: SessionTools, session: JournalSession): Promise<boolean> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const live = await liveUuid(db);
    await session.readTo(await now(db));
    if (live === session.life.collection) return true;
  }
  return false;
}

async function liveUuid(db: mongo.Db): Promise<string | null> {
  const [live] = await db.listCollections({ name: PRODUCTS, type: 'collection' }, { nameOnly: false }).toArray();
  const uuid = live?.info?.uuid as mongo.UUID | undefined;
  return uuid === undefined ? null : uuidText(uuid);
}

/** The current cluster time. */
export async function now(db: mongo.Db): Promise<bigint> {
  return clusterTime(await presentTime(db));
}
