import { readIndexUsage } from '../../indexes/index-usage.js';
import { serverTime } from '../../database/server-time.js';
import type { Measured } from '../alert-rule.js';
import type { AlertSources } from '../alert-sources.js';

const DAY_MS = 86_400_000;
/** Counters reset with every start of a member, and within fewer days not every query occurs. */
const TELLING_DAYS = 7;

/** Replication lag of each secondary, in seconds. */
export function replicationLag({ members }: Pick<AlertSources, 'members'>): Promise<readonly Measured[]> {
  return Promise.resolve(
    seenMembers(members).flatMap(({ name, lagSeconds }) =>
      lagSeconds === null
        ? []
        : [{ subject: name, value: lagSeconds, message: `${name} is ${Math.round(lagSeconds)} s behind the primary` }],
    ),
  );
}

/** 1 for each member that is down. */
export function membersDown({ members }: Pick<AlertSources, 'members'>): Promise<readonly Measured[]> {
  return Promise.resolve(
    seenMembers(members).map(({ name, state, healthy }) => ({
      subject: name,
      value: healthy ? 0 : 1,
      message: `${name} is ${state}`,
    })),
  );
}

/** Operations of each products index that has been counted for long enough. */
export async function rarelyUsedIndexes({
  collections,
}: Pick<AlertSources, 'collections'>): Promise<readonly Measured[]> {
  const [usage, now] = await Promise.all([readIndexUsage(collections.db), serverTime(collections.db)]);
  return usage
    .filter(({ name, since }) => name !== '_id_' && now.getTime() - since.getTime() >= TELLING_DAYS * DAY_MS)
    .map(({ name, operations, since }) => ({
      subject: name,
      value: operations,
      message: `The index ${name} served ${operations} operations since ${since.toISOString().slice(0, 10)}`,
    }));
}

/** Throws if the figures are unknown, so that the alerts stay unchanged. */
function seenMembers({
  latest: { members, problem },
}: AlertSources['members']): AlertSources['members']['latest']['members'] {
  if (problem !== null) throw new Error(problem);
  return members;
}
