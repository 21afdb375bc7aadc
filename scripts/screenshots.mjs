// `npm run screenshots`: a screenshot of every page of the demo, on phone and desktop, light and dark, in
// .data/screenshots. To take only some pages, name them: `npm run screenshots -- storefront product`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { startDemo } from './demo-service.mjs';

const FOLDER = join('.data', 'screenshots');
const WIDTHS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const THEMES = ['light', 'dark'];
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Every page: its name, its address, what to do before the screenshot; `full` captures the whole page, not only the
 * screen.
 */
const PAGES = [
  { name: 'storefront', path: '/', full: true },
  { name: 'storefront-filtered', path: '/?metal=14k-gold%2C18k-gold&labGrown=true', full: true },
  { name: 'storefront-nothing', path: '/?metal=platinum&stone=pearl' },
  { name: 'product', path: '/p/first-light-solitaire', full: true },
  { name: 'product-missing', path: '/p/nobody-knows-this' },
  { name: 'console-key', path: '/admin' },
  // Its screens are found through its own navigation: a new one needs no line here.
  { name: 'console', path: '/admin', act: enterKey, links: 'nav a[href^="/admin"]' },
  { name: 'graphql', path: '/graphql', act: runQuery },
  { name: 'docs', path: '/docs' },
  { name: 'docs-tried', path: '/docs', act: tryListing },
];

async function runQuery(page) {
  await page.getByRole('button', { name: /execute query/i }).click();
  await page.locator('.result-window').getByText('totalCount').first().waitFor({ state: 'attached' });
}

async function tryListing(page) {
  await page.getByText('/api/products', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Try it out' }).first().click();
  await page.getByRole('button', { name: 'Execute' }).first().click();
  await page.locator('.live-responses-table').first().scrollIntoViewIfNeeded();
}

async function enterKey(page, { adminKey }) {
  await page.locator('input[type="password"]').first().fill(adminKey);
  await page.keyboard.press('Enter');
  await page.locator('nav a').first().waitFor({ state: 'attached' });
}

async function settle(page) {
  // The stream of the console never ends.
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(500);
}

async function shoot(page, name, full) {
  const scrolled = full === true ? await page.evaluate(loadAll) : 0;
  if (scrolled > 0) await settle(page);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: full === true });
  process.stdout.write(`${name}.png\n`);
}

/** Scrolls through the page so that pictures below the fold are loaded. */
async function loadAll() {
  const height = document.documentElement.scrollHeight;
  for (let y = 0; y < height; y += 600) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  scrollTo(0, 0);
  return height;
}

async function take(context, demo, { name, path, act, full, links }, suffix) {
  const page = await context.newPage();
  await page.goto(`${demo.origin}${path}`, { waitUntil: 'load' });
  await settle(page);
  if (act !== undefined) {
    await act(page, demo);
    await settle(page);
  }
  if (links === undefined) await shoot(page, `${name}-${suffix}`, full);
  else await followLinks(page, { name, links }, suffix);
  await page.close();
}

async function followLinks(page, { name, links }, suffix) {
  const found = await page.locator(links).evaluateAll((all) => all.map(({ pathname }) => pathname));
  for (const path of new Set(found)) {
    await page.goto(new URL(path, page.url()).href, { waitUntil: 'load' });
    await settle(page);
    const screen = path.split('/').slice(2).join('-');
    await shoot(page, [name, screen, suffix].filter((word) => word !== '').join('-'), true);
  }
}

const asked = process.argv.slice(2);
const pages = PAGES.filter(({ name }) => asked.length === 0 || asked.includes(name));
if (pages.length === 0) {
  process.stderr.write(`No such page; there are ${PAGES.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}
await mkdir(FOLDER, { recursive: true });
const demo = await startDemo();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const missed = [];
try {
  for (const colorScheme of THEMES) {
    for (const [device, viewport] of Object.entries(WIDTHS)) {
      const deviceScaleFactor = device === 'phone' ? 2 : 1;
      const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor, reducedMotion: 'reduce' });
      context.setDefaultTimeout(20_000);
      for (const one of pages) {
        const suffix = `${device}-${colorScheme}`;
        await take(context, demo, one, suffix).catch(({ message }) => missed.push(`${one.name}-${suffix}: ${message}`));
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}
for (const line of missed) process.stderr.write(`Not taken: ${line}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
