import { useEffect } from 'preact/hooks';

import { startRouter } from '../../shared/router.js';
import { startClock } from '../data/clock.js';
import { connects, follow, followWhenSeen, forget, isStale } from '../data/live.js';
import { apiKey, me } from '../data/session.js';
import { askWhose } from '../data/whose-key.js';
import { Header } from './header.js';
import { Navigation } from './navigation.js';
import { CurrentScreen } from './current-screen.js';
import { SignIn } from './sign-in.js';
import { Troubles } from './troubles.js';

/** The console: sign-in, or the frame with the screen for the current address. */
export function App() {
  useEffect(() => {
    startRouter((url) => url.pathname === '/admin' || url.pathname.startsWith('/admin/'));
    const stops = [startClock(), followWhenSeen()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const key = apiKey.value;
  useEffect(() => {
    if (key === null) return undefined;
    follow();
    return forget;
  }, [key]);
  const connected = connects.value;
  useEffect(() => {
    // A reloaded tab still has its key, but must ask for its owner; if there is no response, it asks again once
    // connected.
    if (key !== null && me.peek() === null)
      askWhose(key).then(
        (whose) => (me.value = whose),
        () => undefined,
      );
  }, [key, connected]);

  if (key === null) return <SignIn />;
  return (
    <div class={isStale.value ? 'app is-stale' : 'app'}>
      <a class="skip" href="#screen">
        Skip to the content
      </a>
      <Header />
      <Navigation />
      <main id="screen" class="screen" tabIndex={-1}>
        <Troubles />
        <CurrentScreen />
      </main>
    </div>
  );
}
