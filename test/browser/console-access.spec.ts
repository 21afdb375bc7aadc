import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { accessibilityProblems } from '../support/browser/accessibility.js';
import { headline, signIn } from '../support/browser/console-page.js';
import { type ConsoleService, startConsoleService } from '../support/browser/console-service.js';
import { launchBrowser, openWatched, untilTrue, withBrowser } from '../support/browser/local-browser.js';
import { eventually } from '../support/eventually.js';

const MAX_KB = 90;
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 390];

withBrowser('the console’s access and weight', () => {
  let service: ConsoleService;
  let browser: Browser;
  let runId: string;

  beforeAll(async () => {
    service = await startConsoleService(demoProducts());
    browser = await launchBrowser();
    await service.ask('operator', 'POST', '/api/admin/migrations/validate', {});
    const body = { strategy: 'blue-green', manualSwitch: true };
    runId = (await service.ask<{ id: string }>('operator', 'POST', '/api/admin/migrations', body)).id;
    await eventually('a migration that waits for its switch', async () => {
      const { state } = await service.ask<{ state: string }>('viewer', 'GET', `/api/admin/migrations/${runId}`);
      return state === 'waiting-for-switch';
    });
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  const SCREENS: readonly (readonly [string, () => string, RegExp])[] = [
    ['overview', () => '/admin', /^Ready to switch/],
    ['migrations', () => '/admin/migrations', /^Migrations/],
    ['run', () => `/admin/migrations/${runId}`, /^Ready to switch/],
    ['phase', () => `/admin/migrations/${runId}/performance-validation`, /^Performance: done/],
    ['readiness', () => '/admin/readiness', /^Readiness/],
    ['products', () => '/admin/products', /^Products/],
    ['product', () => '/admin/products/prod_1751328000_006?all=true', /^Dawn Chorus Hoops/],
    ['reports', () => '/admin/reports', /^Reports/],
    ['report', () => '/admin/reports/pre-migration-validation-report.json', /^Preflight checks/],
    ['nowhere', () => '/admin/no/such/page', /^No such page/],
  ];

  async function settled(page: Page): Promise<void> {
    await untilTrue(page, "document.querySelector('.loading') === null");
    await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (process.env['SCREENSHOTS'] === undefined) return;
    await page.screenshot({ path: join(process.env['SCREENSHOTS'], `${name}.png`), fullPage: true });
  }

  it.each(SCHEMES.flatMap((colorScheme) => WIDTHS.map((width) => [colorScheme, width] as const)))(
    'has nothing against WCAG 2.2 AA on any screen, %s, %i px wide',
    async (colorScheme, width) => {
      const { page, close } = await openWatched(browser, service.origin, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      });
      await page.goto(`${service.origin}/admin`, { waitUntil: 'load' });
      await page.getByLabel('API key').waitFor();
      const problems: Record<string, readonly string[]> = { 'sign-in': await accessibilityProblems(page) };
      await shoot(page, `sign-in-${colorScheme}-${width}`);
      await signIn(page, service.origin, service.keys.admin);
      for (const [name, path, title] of SCREENS) {
        await page.goto(`${service.origin}${path()}`, { waitUntil: 'load' });
        await headline(page, title);
        await settled(page);
        await shoot(page, `${name}-${colorScheme}-${width}`);
        problems[name] = await accessibilityProblems(page);
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
      for (const action of ['Switch', 'Abort']) {
        await page.goto(`${service.origin}/admin/migrations/${runId}`, { waitUntil: 'load' });
        await page
          .getByRole('button', { name: `${action} …` })
          .last()
          .click();
        await page.getByRole('dialog').waitFor();
        await shoot(page, `dialog-${action.toLowerCase()}-${colorScheme}-${width}`);
        problems[`dialog ${action}`] = await accessibilityProblems(page);
      }
      expect(Object.entries(problems).filter(([, found]) => found.length > 0)).toEqual([]);
      await close();
    },
    400_000,
  );

  it('is used by keys alone: a dialog closes with Escape and gives the focus back', async () => {
    const { page, close } = await openWatched(browser, service.origin);
    await signIn(page, service.origin, service.keys.admin, `/admin/migrations/${runId}`);
    const abort = page.getByRole('button', { name: 'Abort …' });
    await abort.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await untilTrue(page, "document.activeElement?.textContent === 'Abort …'");
    expect(await page.getByRole('dialog').count()).toBe(0);
    await close();
  });

  it(`weighs no more than ${MAX_KB} kB in Brotli at its first load`, () => {
    const html = readFileSync('dist/pages/console/index.html', 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\/assets\/pages\/([^"]+)"/g)].map(([, file = '']) => basename(file));
    const weight = (file: string): number => {
      const bytes = readFileSync(join('dist/pages', file));
      return file.endsWith('.woff2') ? bytes.length : brotliCompressSync(bytes).length;
    };
    const fonts = ['atkinson-hyperlegible-next', 'atkinson-hyperlegible-mono'];
    const styles = named
      .filter((file) => file.endsWith('.css'))
      .map((file) => readFileSync(join('dist/pages', file), 'utf8'))
      .join('');
    const asked = [...styles.matchAll(/url\(([^)]+\.woff2)\)/g)]
      .map(([, file = '']) => basename(file))
      .filter((file) => fonts.some((font) => file.startsWith(font)));
    const files = new Set([...named, ...asked]);
    const kilobytes = [...files].reduce((sum, file) => sum + weight(file), brotliCompressSync(html).length) / 1_000;
    process.stderr.write(`The console's first load: ${kilobytes.toFixed(1)} kB in Brotli, ${files.size} files\n`);
    expect(kilobytes).toBeLessThanOrEqual(MAX_KB);
  });
});
