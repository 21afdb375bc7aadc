import type { Page } from 'playwright-core';

import { untilTrue } from './local-browser.js';

/** Signs in on the console's sign-in page. */
export async function signIn(page: Page, origin: string, key: string, path = '/admin'): Promise<void> {
  await page.goto(`${origin}${path}`, { waitUntil: 'load' });
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('status').getByText('live').waitFor();
}

/** Follows a link of the navigation. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen, exact: true }).click();
}

/** Waits until the first line of the screen matches, and returns it. */
export async function headline(page: Page, pattern: RegExp): Promise<string> {
  const line = page.getByRole('heading', { level: 1 }).filter({ hasText: pattern });
  await line.waitFor();
  return line.innerText();
}

/** Presses an action that must be confirmed by typing the run's id, and confirms it. */
export async function confirmTyped(page: Page, action: string, id: string): Promise<void> {
  await page
    .getByRole('button', { name: `${action} …` })
    .last()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type the run’s id to confirm').fill(id);
  await dialog.getByRole('button', { name: `${action} now` }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Waits until the progress bar on the screen has advanced, or has gone because everything is done. */
export async function untilProgress(page: Page): Promise<void> {
  const value = "Number(document.querySelector('progress')?.value ?? Infinity)";
  const before = await page.evaluate<number>(value);
  await untilTrue(page, `${value} > ${before} || ${value} === Infinity`);
}
