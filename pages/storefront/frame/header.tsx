import { Icon } from '../../shared/icon.js';
import { chooseTheme, nextTheme, type Theme, theme } from '../../shared/theme.js';
import { SearchBox } from './search-box.js';

const THEME_ICONS: Readonly<Record<Theme, string>> = { auto: 'sun-moon', light: 'sun', dark: 'moon' };
const THEME_WORDS: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

interface HeaderProps {
  readonly isDrawerOpen: boolean;
  readonly onDrawer: () => void;
}

/** Shop name, search, and the two switches. */
export function Header({ isDrawerOpen, onDrawer }: HeaderProps) {
  return (
    <header class="header">
      <a class="wordmark" href="/">
        <Emblem />
        <span>GenZ Jewelry</span>
      </a>
      <SearchBox />
      <div class="header-switches">
        <ThemeSwitch />
        <button
          id="drawer-opener"
          type="button"
          class="icon-button"
          aria-label="Developer drawer"
          title="Developer drawer"
          aria-expanded={isDrawerOpen}
          onClick={onDrawer}
        >
          <Icon name="code-xml" />
        </button>
      </div>
    </header>
  );
}

function ThemeSwitch() {
  const current = theme.value;
  const label = `Colors: ${THEME_WORDS[current]}. Change to ${THEME_WORDS[nextTheme(current)]}`;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(nextTheme(current))}
    >
      <Icon name={THEME_ICONS[current]} />
    </button>
  );
}

/** A stone seen from above. */
function Emblem() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" focusable="false">
      <path d="M10.200 1.500h11.600l8.700 8.700v11.600l-8.700 8.700H10.200l-8.700-8.700V10.200z" />
      {[0, 90, 180, 270].map((angle) => (
        <path
          key={angle}
          class="wordmark-facets"
          d="M10.200 1.500 16 10l5.800-8.500M16 10l6 6"
          transform={`rotate(${angle} 16 16)`}
        />
      ))}
    </svg>
  );
}
