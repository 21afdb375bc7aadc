import { signal } from '@preact/signals';

/** The reader's choice; `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** The chosen theme. Styles use `light-dark()`, so all that changes is the root's `color-scheme`. */
export const theme = signal<Theme>(storedTheme());

/** Chooses a theme for this page and, where the browser lets us keep it, for the next visits. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  applyTheme();
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}

/** Next in the round auto, light, dark. */
export function nextTheme(current: Theme): Theme {
  return THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? 'auto';
}

/** Puts the choice on the root element; to be called once before the first drawing. */
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
