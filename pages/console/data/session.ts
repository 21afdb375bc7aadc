import { computed, signal } from '@preact/signals';

import type { Role } from './run.js';

const STORED_AS = 'console-key';

/** The owner of a key. */
export interface Me {
  readonly name: string;
  readonly role: Role;
}

/** The key this tab works with. It is kept only in the tab's session storage, and is gone when the tab is closed. */
export const apiKey = signal<string | null>(read());

/** The owner of the key according to the service; `null` until that is known. */
export const me = signal<Me | null>(null);

/** Why the last session ended, for the sign-in page. */
export const endedBecause = signal<string | null>(null);

/** The role of the key, to enable and disable controls. The service enforces it anyway. */
export const role = computed(() => me.value?.role ?? null);

/** Keeps a key that the service has accepted. */
export function begin(key: string, whose: Me): void {
  me.value = whose;
  apiKey.value = key;
  endedBecause.value = null;
  try {
    sessionStorage.setItem(STORED_AS, key);
  } catch {
    // Without storage, the session lasts until the page is reloaded.
  }
}

/** Forgets the key. */
export function end(because: string | null = null): void {
  me.value = null;
  apiKey.value = null;
  endedBecause.value = because;
  try {
    sessionStorage.removeItem(STORED_AS);
  } catch {
    // Nothing was stored.
  }
}

function read(): string | null {
  try {
    return sessionStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
