import { Icon } from '../../shared/icon.js';
import { chooseTheme, nextTheme, theme } from '../../shared/theme.js';
import { dateTime, momentText, timeOfDay } from '../data/format.js';
import { now } from '../data/clock.js';
import { connection, follow, heardAt, instance, refusal } from '../data/live.js';
import { end, me } from '../data/session.js';
import { Button } from '../widgets/button.js';
import { ActiveRun } from './active-run.js';

const THEME_ICONS = { auto: 'sun-moon', light: 'sun', dark: 'moon' } as const;

/** The header: the age of the data, the active run, the owner of the key. */
export function Header() {
  return (
    <header class="header">
      <a class="brand" href="/admin">
        Catalog console
      </a>
      <ConnectionState />
      <ActiveRun />
      <div class="header-end">
        <Whose />
        <button
          type="button"
          class="button bare square"
          aria-label={`Colors: ${theme.value}. Change`}
          title={`Colors: ${theme.value}`}
          onClick={() => chooseTheme(nextTheme(theme.value))}
        >
          <Icon name={THEME_ICONS[theme.value]} size={16} />
        </button>
        <Button kind="bare" icon="log-out" label="Sign out" onPress={() => end()}>
          Sign out
        </Button>
      </div>
    </header>
  );
}

/** `live`, `as of 02:14:07 UTC, reconnecting`, or `lost`. */
function ConnectionState() {
  const heard = heardAt.value;
  const state = connection.value;
  const words = {
    live: 'live',
    connecting: 'connecting',
    reconnecting: heard === null ? 'reconnecting' : `as of ${timeOfDay(heard)}, reconnecting`,
    lost: heard === null ? 'lost: the service does not respond' : `lost: as of ${momentText(heard, now.value)}`,
  }[state];
  const from =
    instance.value === null
      ? ''
      : `From ${instance.value.host}, process ${instance.value.pid}, up since ${dateTime(instance.value.startedAt)}`;
  return (
    <div class="connection">
      <output class={`connection-state ${state}`} title={from}>
        <span class="connection-mark" aria-hidden="true" />
        {words}
      </output>
      <span class="clock" title="The time of the service">
        {timeOfDay(now.value)}
      </span>
      {state === 'lost' && (
        <Button kind="bare" icon="refresh-cw" onPress={follow}>
          {refusal.value === null ? 'Try now' : `Refused (${refusal.value}); try again`}
        </Button>
      )}
    </div>
  );
}

function Whose() {
  const whose = me.value;
  if (whose === null) return <span class="quiet">checking the key …</span>;
  return (
    <span class="whose">
      <span class="whose-name">{whose.name}</span> <span class="role">{whose.role}</span>
    </span>
  );
}
