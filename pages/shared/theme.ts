import { signal } from '@preact/signals';

/** The reader's choice; `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** The selected theme. Styles use `light-dark()`, so only the root's `color-scheme` has to change. */
export const theme = signal<Theme>(storedTheme());

/** Selects a theme for this page and, if the browser allows storage, for later visits. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  applyTheme();
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}

/** The next theme in the cycle auto, light, dark. */
export function nextTheme(current: Theme): Theme {
  return THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? 'auto';
}

/** Sets the theme on the root element; call it once before the first render. */
export function applyTheme(): void {
  document.documentElement.style.colorScheme = theme.value === 'auto' ? 'light dark' : theme.value;
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((candidate) => candidate === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}
