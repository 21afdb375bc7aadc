import { existsSync } from 'node:fs';

import { describe } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

const PATIENCE_MS = 120_000;

/** On a developer's machine without a browser these tests are skipped; CI installs one, so there it must exist. */
export const withBrowser = CHROMIUM === undefined && process.env['CI'] !== 'true' ? describe.skip : describe;

/** Starts Chromium, which contacts only the pages it is told to open. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page with every other host blocked, and a record of what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Addresses of other hosts that the page requested. */
  readonly elsewhere: readonly string[];
  /** Errors of its scripts, and reports of its security policy. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** Opens an empty page that can reach only one origin. */
export async function openWatched(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  // Generous: on an idle machine everything appears at once, but test machines are seldom idle.
  page.setDefaultTimeout(PATIENCE_MS);
  const elsewhere: string[] = [];
  const errors: string[] = [];
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(`${origin}/`) || url.startsWith('blob:') || url.startsWith('data:')) return route.continue();
    elsewhere.push(url);
    return route.abort();
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/content security policy|trusted/i.test(message.text())) errors.push(message.text());
  });
  return { page, elsewhere, errors, close: () => context.close() };
}

/** Where the page is. Asked of the page itself: `page.url()` learns of a new address a moment later. */
export async function addressOf(page: Page): Promise<URL> {
  return new URL(await page.evaluate<string>('location.href'));
}

/**
 * Waits until an expression is true in the page. As a function: a bare expression would be evaluated anew at each look,
 * which the page's security policy allows at the first look only.
 */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  await page.waitForFunction(`() => ${expression}`);
}
