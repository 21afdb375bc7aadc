import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { accessibilityProblems } from '../support/browser/accessibility.js';
import {
  addressOf,
  launchBrowser,
  openWatched,
  untilTrue,
  type WatchedPage,
  withBrowser,
} from '../support/browser/local-browser.js';
import { buildPages } from '../support/built-pages.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MAX_KB = 90;
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

withBrowser('the storefront, with every other host blocked', () => {
  let service: TestApp;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    buildPages();
    service = await startTestApp({
      prepare: async ({ db }) => {
        await db.collection('products').insertMany(demoProducts());
      },
    });
    await service.app.listen({ port: 0, host: '127.0.0.1' });
    origin = await service.app.getUrl();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  async function open(
    path: string,
    options: Parameters<typeof openWatched>[2] = { viewport: WIDE },
  ): Promise<WatchedPage> {
    const watched = await openWatched(browser, origin, options);
    await watched.page.goto(`${origin}${path}`, { waitUntil: 'load' });
    return watched;
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (process.env['SCREENSHOTS'] === undefined) return;
    await page.screenshot({ path: join(process.env['SCREENSHOTS'], `storefront-${name}.png`) });
  }

  /** How many products the API has for an address of the page. */
  async function totalOf(page: Page): Promise<number> {
    const answer = await fetch(`${origin}/api/products?limit=1&${(await addressOf(page)).searchParams.toString()}`);
    return ((await answer.json()) as { pagination: { total: number } }).pagination.total;
  }

  /** Waits until the page counts as the API does, and gives the count. */
  async function agreed(page: Page): Promise<number> {
    const total = await totalOf(page);
    await page
      .locator('.count')
      .getByText(new RegExp(`^${total} pieces?`))
      .first()
      .waitFor();
    await page.locator('.card:not(.skeleton), .zero').first().waitFor();
    return total;
  }

  async function queryBecomes(page: Page, part: string): Promise<void> {
    await untilTrue(page, `location.search.includes(${JSON.stringify(part)})`);
  }

  it('a shopper narrows by metal, stone, carat and price; counts are the API’s; back and forward work', async () => {
    const { page, elsewhere, errors, close } = await open('/');
    const totals = [await agreed(page)];
    const check = async (name: RegExp, part: string): Promise<void> => {
      const box = page.getByRole('checkbox', { name });
      const promised = Number(/(\d+)$/.exec((await box.locator('..').innerText()).trim())?.[1]);
      await box.check();
      await queryBecomes(page, part);
      totals.push(await agreed(page));
      expect(totals.at(-1)).toBe(promised);
      expect(await page.evaluate('document.activeElement?.type')).toBe('checkbox');
    };
    await check(/14K yellow gold/, 'metal=14k-gold');
    await check(/Lab-grown diamond/, 'stone=lab-diamond');
    const carat = page.getByRole('slider', { name: 'Carat, from' });
    await carat.focus();
    for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowRight');
    await queryBecomes(page, 'caratMin=0.6');
    totals.push(await agreed(page));
    await page.getByLabel('Price in US dollars, to').fill('1500');
    await page.keyboard.press('Enter');
    await queryBecomes(page, 'priceMax=1500');
    totals.push(await agreed(page));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    expect(totals.at(-1)).toBeGreaterThan(0);
    expect(totals.at(-1)).toBeLessThan(totals[2] ?? 0);
    expect(await page.locator('.chip').allInnerTexts()).toEqual([
      '14K yellow gold',
      'Lab diamond',
      'Up to $1,500',
      'From 0.6 ct',
    ]);
    await shoot(page, 'narrowed');
    // Dragging and typing change the entry; each click made one.
    await page.goBack();
    await untilTrue(page, "!location.search.includes('stone=')");
    expect(await agreed(page)).toBe(totals[1]);
    await page.goForward();
    await queryBecomes(page, 'priceMax=1500');
    expect(await agreed(page)).toBe(totals.at(-1));
    await page.getByRole('button', { name: 'Remove the filter 14K yellow gold' }).click();
    await untilTrue(page, "!location.search.includes('metal=')");
    await agreed(page);
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await close();
  });

  it('asks once for its first listing, and the browser does so before the scripts run', async () => {
    const watched = await openWatched(browser, origin, { viewport: WIDE });
    const asked: string[] = [];
    watched.page.on('request', (request) => {
      if (request.url().includes('/api/')) asked.push(request.url().replace(origin, ''));
    });
    await watched.page.goto(`${origin}/?metal=platinum&sort=price`, { waitUntil: 'load' });
    await agreed(watched.page);
    const listings = asked.filter((url) => url.startsWith('/api/products?'));
    expect(listings).toEqual([expect.stringMatching(/^\/api\/products\?metal=platinum&sort=price&facets=category,/)]);
    await watched.close();
  });

  it('where nothing fits, the best filter to drop is a button', async () => {
    const { page, close } = await open('/?metal=platinum&stone=opal&cut=round');
    await page.getByRole('heading', { name: 'No piece matches all of this' }).waitFor();
    await shoot(page, 'zero');
    await page.getByRole('button', { name: 'Without opal: 2' }).click();
    await queryBecomes(page, 'cut=round');
    expect((await addressOf(page)).search).toBe('?metal=platinum&cut=round');
    expect(await agreed(page)).toBe(2);
    await close();
  });

  it('loads more by cursor; back from a product finds the pages and the place again', async () => {
    const { page, close } = await open('/');
    await agreed(page);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('cursor=')) asked.push(request.url());
    });
    await page.getByRole('button', { name: 'Show 24 more' }).click();
    await page.getByText('48 of 70 shown').waitFor();
    expect(asked).toEqual([expect.stringContaining('facets=false')]);
    expect((await addressOf(page)).search).toBe('');
    const card = page.locator('.card a').nth(40);
    await card.scrollIntoViewIfNeeded();
    const name = await card.innerText();
    await card.click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.goBack();
    await page.getByText('48 of 70 shown').waitFor();
    await untilTrue(page, 'scrollY > 500');
    expect(await page.locator('.card a').nth(40).isVisible()).toBe(true);
    await page.reload({ waitUntil: 'load' });
    await page.getByText('48 of 70 shown').waitFor();
    await close();
  });

  it('suggests in spite of a typo, by keys alone, and searches for what was meant', async () => {
    const { page, close } = await open('/');
    const box = page.getByRole('combobox', { name: /Search/ });
    await box.pressSequentially('dimond');
    await page.getByRole('option', { name: /^Lab-grown diamond/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await box.getAttribute('aria-activedescendant')).toBe('search-option-0');
    await page.keyboard.press('Escape');
    await page.locator('.suggestion').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await queryBecomes(page, 'q=dimond');
    await page.locator('.corrected').getByText('diamond').waitFor();
    expect(await agreed(page)).toBeGreaterThan(0);
    await close();
  });

  it('shows a product with its gallery, its choices and related pieces', async () => {
    const { page, elsewhere, errors, close } = await open('/p/first-light-solitaire');
    await page.getByRole('heading', { level: 1, name: 'First Light Solitaire' }).waitFor();
    await page.getByText('0.75 ct lab diamond, 14K yellow gold').first().waitFor();
    await page.getByRole('heading', { name: 'Choice of metal' }).waitFor();
    await page.getByRole('button', { name: 'The stone' }).click();
    await page.locator('.gallery > .tile img[src*="/art/stone/"]').waitFor();
    await page.locator('.related .card').nth(3).waitFor();
    expect(await page.locator('.related .card').count()).toBe(4);
    await page.goto(`${origin}/p/no-such-piece`);
    await page.getByRole('heading', { name: 'There is no piece “no-such-piece”' }).waitFor();
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await close();
  });

  it('says what the API says of an address that it refuses', async () => {
    const { page, close } = await open('/?metal=gold');
    await page.getByText(/metal has no value gold/).waitFor();
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    expect(await agreed(page)).toBe(70);
    await close();
  });

  it.each(['light', 'dark'] as const)(
    'has nothing against WCAG 2.2 AA, %s: listing, sheet, drawer, product, nothing found',
    async (colorScheme) => {
      const wide = await open('/?metal=14k-gold', { viewport: WIDE, colorScheme, bypassCSP: true });
      await agreed(wide.page);
      const problems: Record<string, readonly string[]> = { listing: await accessibilityProblems(wide.page) };
      await wide.page.getByRole('button', { name: 'Developer drawer' }).click();
      await wide.page.getByRole('region', { name: 'Developer drawer' }).getByText('ETag').waitFor();
      await shoot(wide.page, `drawer-${colorScheme}`);
      problems['drawer'] = await accessibilityProblems(wide.page);
      await wide.page.goto(`${origin}/p/first-light-solitaire`, { waitUntil: 'load' });
      await wide.page.getByRole('heading', { name: 'Choice of metal' }).waitFor();
      problems['product'] = await accessibilityProblems(wide.page);
      await wide.page.goto(`${origin}/?metal=platinum&stone=opal`, { waitUntil: 'load' });
      await wide.page.getByRole('button', { name: /^Without/ }).waitFor();
      problems['nothing found'] = await accessibilityProblems(wide.page);
      await wide.close();
      const phone = await open('/', { viewport: PHONE, colorScheme, bypassCSP: true });
      await agreed(phone.page);
      problems['phone'] = await accessibilityProblems(phone.page);
      await phone.page.getByRole('button', { name: 'Filters' }).click();
      await phone.page.getByRole('dialog', { name: 'Filters' }).waitFor();
      await shoot(phone.page, `sheet-${colorScheme}`);
      problems['sheet'] = await accessibilityProblems(phone.page);
      expect(Object.entries(problems).filter(([, found]) => found.length > 0)).toEqual([]);
      await phone.close();
    },
    300_000,
  );

  it('on a phone the filters are a sheet that tells the result and gives the focus back', async () => {
    const { page, close } = await open('/', { viewport: PHONE });
    await agreed(page);
    await page.getByRole('button', { name: 'Filters' }).click();
    const sheet = page.getByRole('dialog', { name: 'Filters' });
    await sheet.getByRole('checkbox', { name: /Platinum/ }).check();
    await queryBecomes(page, 'metal=platinum');
    await sheet.getByRole('button', { name: `Show ${await totalOf(page)} pieces` }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filters (1)' }).waitFor();
    await untilTrue(page, "document.activeElement?.textContent?.includes('Filters')");
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await close();
  });

  it(`weighs no more than ${MAX_KB} kB in Brotli at its first load`, () => {
    const html = readFileSync('dist/pages/storefront/index.html', 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\/assets\/pages\/([^"]+)"/g)].map(([, file = '']) => basename(file));
    expect(named.some((file) => file.endsWith('.woff2'))).toBe(true);
    const weights = [...new Set(named)].map((file) => {
      const bytes = readFileSync(join('dist/pages', file));
      return file.endsWith('.woff2') ? bytes.length : brotliCompressSync(bytes).length;
    });
    const kilobytes = weights.reduce((sum, one) => sum + one, brotliCompressSync(html).length) / 1000;
    process.stderr.write(`The storefront's first load: ${kilobytes.toFixed(1)} kB in Brotli\n`);
    expect(kilobytes).toBeLessThanOrEqual(MAX_KB);
  });
});
