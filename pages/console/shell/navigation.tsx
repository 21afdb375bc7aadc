import { useEffect, useState } from 'preact/hooks';

import { Icon } from '../../shared/icon.js';
import { address } from '../../shared/router.js';
import { NAV_GROUPS, ROUTES } from './routes.js';

/** The screens by group: a column on the left, behind a button on phones. */
export function Navigation() {
  const [open, setOpen] = useState(false);
  const { path } = address.value;
  useEffect(() => setOpen(false), [path]);
  return (
    <nav class={open ? 'nav is-open' : 'nav'} aria-label="Screens">
      <button
        type="button"
        class="button plain nav-opener"
        aria-expanded={open}
        aria-controls="screens"
        onClick={() => setOpen(!open)}
      >
        <Icon name="menu" size={16} />
        <span>{titleOf(path)}</span>
      </button>
      <div class="nav-groups" id="screens">
        {NAV_GROUPS.map((group) => {
          const routes = ROUTES.filter(({ nav }) => nav === group);
          if (routes.length === 0) return null;
          return (
            <section key={group} aria-label={group}>
              <p class="nav-group">{group}</p>
              <ul class="nav-list">
                {routes.map((route) => (
                  <li key={route.path}>
                    <a href={route.path} aria-current={isCurrent(route.path, path) ? 'page' : undefined}>
                      {route.title}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </nav>
  );
}

function isCurrent(route: string, path: string): boolean {
  const here = path.replace(/\/$/, '');
  return here === route || (route !== '/admin' && here.startsWith(`${route}/`));
}

function titleOf(path: string): string {
  return ROUTES.find(({ nav, path: route }) => nav !== undefined && isCurrent(route, path))?.title ?? 'Screens';
}
