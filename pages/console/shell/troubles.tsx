import { useResource } from '../data/resource.js';
import { connection, heardAt, topic } from '../data/live.js';
import { timeOfDay } from '../data/format.js';
import { Notice } from '../widgets/notice.js';
import { Command } from '../widgets/copy.js';
import { RequestError } from '../data/request.js';

const CHECK_EVERY_MS = 5_000;

/** The response of `/health/ready`. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** The problems by part. */
  readonly problems: Readonly<Record<string, string>>;
}

/** Asks the service whether it is ready; status 503 is a valid response. */
export async function askHealth(signal: AbortSignal): Promise<Health> {
  const answer = await fetch('/health/ready', { signal, cache: 'no-store' }).catch(() => {
    throw new RequestError(0, 'UNREACHABLE', 'The service does not respond');
  });
  const body = (await answer.json().catch(() => ({}))) as {
    status?: Health['status'];
    degraded?: Health['problems'];
    missing?: Health['problems'];
  };
  return { status: body.status ?? 'unavailable', problems: body.degraded ?? body.missing ?? {} };
}

/** Shown above every screen: what is wrong with the service itself, and what still works. */
export function Troubles() {
  const health = useResource('health', askHealth, CHECK_EVERY_MS);
  const run = topic('run');
  const state = connection.value;
  if (state === 'lost') return <ServiceLost />;
  const database = health.data?.problems['database'];
  if (database !== undefined) return <DatabaseAway since={run?.at ?? null} why={database} />;
  if (run !== undefined && run.problem !== null) return <NotRead since={run.at} why={run.problem} />;
  if (health.data !== undefined && health.error === undefined && health.data.status !== 'ok')
    return <Degraded health={health.data} />;
  return null;
}

function ServiceLost() {
  const heard = heardAt.value;
  return (
    <Notice tone="bad" urgent title="The service does not respond">
      <p>{`Everything below is ${heard === null ? 'unknown' : `as it was at ${timeOfDay(heard)}`}.`}</p>
      <p>
        A migration does not depend on this page: another instance takes over within seconds, and nothing is lost if
        none does. This page reconnects automatically.
      </p>
      <p>
        To look without the service: <Command text="npx catalog status" />
      </p>
    </Notice>
  );
}

function DatabaseAway({ since, why }: { readonly since: string | null; readonly why: string }) {
  return (
    <Notice tone="bad" urgent title="The database does not respond">
      <p>{`${since === null ? '' : `Last read at ${timeOfDay(since)}. `}${why}`}</p>
      <ul class="works">
        <li>
          <strong>Still works:</strong> product lists, search and filters, from memory, for some minutes; this page,
          with what it last knew.
        </li>
        <li>
          <strong>Does not work:</strong> product pages by id, writes, and every action on this page.
        </li>
        <li>
          <strong>A running migration</strong> waits, and continues automatically from where it was. Nothing has to be
          done to it.
        </li>
      </ul>
    </Notice>
  );
}

/** Shown before the database's state is known, or if the database is up but a read failed. */
function NotRead({ since, why }: { readonly since: string | null; readonly why: string }) {
  return (
    <Notice tone="warn" title="The state of the migration could not be read just now">
      <p>{`${since === null ? '' : `Last read at ${timeOfDay(since)}; `}${why}`}</p>
      <p class="quiet">The service keeps retrying. A short outage, such as an election, passes within seconds.</p>
    </Notice>
  );
}

function Degraded({ health }: { readonly health: Health }) {
  return (
    <Notice
      tone="warn"
      title={health.status === 'degraded' ? 'The service is degraded' : 'The service does not accept requests yet'}
    >
      <p>
        {Object.entries(health.problems)
          .map(([part, problem]) => `${part}: ${problem}`)
          .join('; ')}
      </p>
    </Notice>
  );
}
