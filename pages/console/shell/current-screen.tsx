import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { address, entryMemory } from '../../shared/router.js';
import { Button } from '../widgets/button.js';
import { Notice } from '../widgets/notice.js';
import { matchRoute } from './match-route.js';
import { type Route, ROUTES, type ScreenProps } from './routes.js';

interface LoadedScreen {
  readonly route: Route;
  readonly Screen?: ComponentType<ScreenProps>;
  readonly failed?: boolean;
}

/** The screen for the current address. Its code is loaded when it is first opened. */
export function CurrentScreen() {
  const { path, query } = address.value;
  const match = matchRoute(ROUTES, path);
  const [loaded, setLoaded] = useState<LoadedScreen | undefined>();
  const [attempt, setAttempt] = useState(0);
  const route = match?.route;
  useTitleAndFocus(route?.title ?? 'No such page', path);

  useEffect(() => {
    if (route === undefined) return undefined;
    let wanted = true;
    route.load().then(
      (Screen) => wanted && setLoaded({ route, Screen }),
      () => wanted && setLoaded({ route, failed: true }),
    );
    return () => {
      wanted = false;
    };
  }, [route, attempt]);

  if (match === undefined) return <NoSuchPage path={path} />;
  if (loaded?.route !== route) return <p class="quiet loading">Opening …</p>;
  if (loaded?.Screen === undefined) {
    return (
      <Notice
        tone="bad"
        title="This screen could not be loaded"
        actions={
          <Button icon="refresh-cw" onPress={() => setAttempt(attempt + 1)}>
            Try again
          </Button>
        }
      >
        <p>The service may be restarting, or a newer version has other files. If this persists, reload the page.</p>
      </Notice>
    );
  }
  return <loaded.Screen params={match.params} query={query} />;
}

/**
 * Sets the tab's title, and after a navigation moves the focus to the content, so that a screen reader starts there.
 */
function useTitleAndFocus(title: string, path: string): void {
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · Catalog console`;
    if (!first.current) {
      document.getElementById('screen')?.focus({ preventScroll: true });
      scrollTo(0, address.peek().arrival === 'back' ? (entryMemory().scroll ?? 0) : 0);
    }
    first.current = false;
  }, [title, path]);
}

function NoSuchPage({ path }: { readonly path: string }) {
  return (
    <>
      <h1>No such page</h1>
      <p>
        <code>{path}</code> is not an address of the console. <a href="/admin">Go to the overview</a>.
      </p>
    </>
  );
}
