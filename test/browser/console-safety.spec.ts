import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { accessibilityProblems } from '../support/browser/accessibility.js';
import { headline, signIn } from '../support/browser/console-page.js';
import { type ConsoleService, startConsoleService } from '../support/browser/console-service.js';
import { addressOf, launchBrowser, openWatched, untilTrue, withBrowser } from '../support/browser/local-browser.js';
import { eventually } from '../support/eventually.js';

const REFUSED = { _id: 'refused', name: 'A ring below zero', category: 'rings', pricing: { basePrice: -1 } };
const FINE = { elsewhere: [], errors: [] };
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 390];

interface Stretch {
  readonly backupId: string;
  readonly from: string;
  readonly endedBy: string;
}

withBrowser('the console’s safety and upkeep', () => {
  let service: ConsoleService;
  let browser: Browser;

  const stretches = async (): Promise<readonly Stretch[]> =>
    (await service.ask<{ stretches: readonly Stretch[] }>('viewer', 'GET', '/api/admin/backups/coverage')).stretches;

  beforeAll(async () => {
    const settings = { JOURNAL_ENABLED: 'true', JOURNAL_FLUSH_SECONDS: '1' };
    service = await startConsoleService([...demoProducts(), REFUSED], settings);
    browser = await launchBrowser();
    await eventually('a backup with a journal', async () =>
      (await stretches()).some(({ endedBy }) => endedBy === 'present'),
    );
    await fetch(`${service.origin}/api/products?metal=platinum`);
    await service.ask('operator', 'POST', '/api/admin/schedules/capacity-snapshot/run', {});
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  const momentOf = (page: Page): Promise<string> => page.getByLabel('Time, in UTC').inputValue();

  it('restores to the second that is picked, with the backup’s id typed', async () => {
    const id = String(demoProducts()[5]?.['_id']);
    const path = `/api/admin/products/${id}`;
    const nameNow = async (): Promise<string> =>
      (await service.ask<{ product: { name: string } }>('viewer', 'GET', path)).product.name;
    await service.ask('admin', 'PATCH', path, { name: 'As it should be' });
    const second = Math.floor(Date.now() / 1_000);
    const moment = new Date(second * 1_000).toISOString().replace('.000Z', 'Z');
    while (Math.floor(Date.now() / 1_000) < second + 2) await sleep(100);
    await service.ask('admin', 'PATCH', path, { name: 'Spoilt' });

    const { page, elsewhere, errors, close } = await openWatched(browser, service.origin);
    await signIn(page, service.origin, service.keys.admin, '/admin/backups?range=1h');
    await page.getByLabel('Time, in UTC').fill(moment);
    const slider = page.getByRole('slider', { name: 'The time to restore' });
    await slider.focus();
    expect(Number(await slider.inputValue())).toBe(second);
    await page.keyboard.press('ArrowRight');
    expect(Date.parse(await momentOf(page)) / 1_000).toBe(second + 1);
    await page.keyboard.press('Shift+ArrowLeft');
    expect(Date.parse(await momentOf(page)) / 1_000).toBe(second - 59);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowLeft');
    expect(await momentOf(page)).toBe(moment);
    expect((await addressOf(page)).searchParams.get('at')).toBe(moment);

    const backup = (await stretches()).at(-1)?.backupId ?? '';
    await page.getByRole('button', { name: 'Restore …' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Restore the products now' });
    expect(await confirm.getAttribute('aria-disabled')).toBe('true');
    expect(await dialog.innerText()).toContain(`npx catalog backup restore ${backup} --point-in-time ${moment}`);
    await dialog.getByLabel('Type the backup’s id to confirm').fill(backup);
    await confirm.click();

    expect(await headline(page, /^Restored to/)).toContain(moment);
    expect((await addressOf(page)).pathname).toMatch(/^\/admin\/restores\/restore-/);
    expect(await nameNow()).toBe('As it should be');
    expect({ elsewhere, errors }).toEqual(FINE);
    await close();
  });

  it('picks by pointer, and says why a moment cannot be had', async () => {
    const { page, close } = await openWatched(browser, service.origin);
    await signIn(page, service.origin, service.keys.admin, '/admin/backups');
    const box = await page.getByRole('slider', { name: 'The time to restore' }).boundingBox();
    if (box === null) throw new Error('The timeline is not shown');
    await page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
    expect(await momentOf(page)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    await page.getByLabel('Time, in UTC').fill('2020-01-01T00:00:00Z');
    await page
      .getByText(/The oldest backup is from/)
      .first()
      .waitFor();
    const restore = page.getByRole('button', { name: 'Restore', exact: false }).first();
    expect(await restore.getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('Time, in UTC').fill('yesterday');
    await page.getByText('This is not a valid time.').waitFor();
    await close();
  });

  it('lets a viewer look at everything and do nothing, with the reason', async () => {
    const { page, elsewhere, errors, close } = await openWatched(browser, service.origin);
    await signIn(page, service.origin, service.keys.viewer, '/admin/backups?at=latest');
    const reasonOf = async (name: string): Promise<string> => {
      const button = page.getByRole('button', { name }).first();
      await button.waitFor();
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await button.click({ force: true });
      expect(await page.getByRole('dialog').count()).toBe(0);
      const by = (await button.getAttribute('aria-describedby')) ?? '';
      const reason = page.locator(`[id="${by}"]`);
      // Until the console has its answer, it says so.
      return eventually('the permissions of the key', async () => {
        const text = await reason.innerText();
        return text.includes('not known yet') ? undefined : text;
      });
    };
    for (const name of ['Restore', 'Back up', 'Verify', 'Delete'])
      expect(await reasonOf(name)).toMatch(/requires the role (admin|operator); this key has the role viewer/);
    for (const [path, button] of [
      ['schedules', 'Run now'],
      ['indexes', 'Hide'],
      ['capacity', 'Take a snapshot'],
    ] as const) {
      await page.goto(`${service.origin}/admin/${path}`, { waitUntil: 'load' });
      expect(await reasonOf(button)).toMatch(/requires the role/);
    }
    expect({ elsewhere, errors }).toEqual(FINE);
    await close();
  });

  it('takes an index out of use and back', async () => {
    const { page, close } = await openWatched(browser, service.origin);
    await signIn(page, service.origin, service.keys.admin, '/admin/indexes');
    const row = page.getByRole('row').filter({ hasText: 'v2_stone_carat_desc' });
    await row.getByRole('button', { name: 'Hide …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Although it is declared').check();
    await dialog.getByLabel('Type the index’s id to confirm').fill('v2_stone_carat_desc');
    await dialog.getByRole('button', { name: 'Hide the index, to be dropped later' }).click();
    await row.getByText('hidden', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Unhide' }).click();
    await row.getByText('ready', { exact: true }).waitFor();
    expect(await row.getByRole('button', { name: 'Hide …' }).isVisible()).toBe(true);
    await close();
  });

  const SCREENS: readonly (readonly [string, RegExp])[] = [
    ['quarantine', /^Quarantine/],
    ['backups?at=2020-01-01T00:00:00Z', /^Backups/],
    ['indexes', /^Indexes/],
    ['performance', /requests|limit|asked|known/],
    ['alerts?state=all', /alert|Firing/],
    ['schedules', /^Schedules/],
    ['schedules/capacity-snapshot', /^capacity-snapshot/],
    ['capacity', /^Capacity/],
    ['audit', /^Audit log/],
    ['audit/1', /./],
  ];

  it.each(SCHEMES.flatMap((colorScheme) => WIDTHS.map((width) => [colorScheme, width] as const)))(
    'has nothing against WCAG 2.2 AA on these screens, %s, %i px wide',
    async (colorScheme, width) => {
      const viewport = { width, height: 900 };
      const { page, close } = await openWatched(browser, service.origin, { colorScheme, viewport, bypassCSP: true });
      await signIn(page, service.origin, service.keys.admin);
      const problems: Record<string, readonly string[]> = {};
      for (const [path, title] of SCREENS) {
        await page.goto(`${service.origin}/admin/${path}`, { waitUntil: 'load' });
        await headline(page, title);
        await untilTrue(page, "document.querySelector('.loading') === null");
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        await shoot(page, `${path.replaceAll(/\W/g, '-')}-${colorScheme}-${width}`);
        problems[path] = await accessibilityProblems(page);
        expect([path, await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')]).toEqual([
          path,
          true,
        ]);
      }
      expect(Object.entries(problems).filter(([, found]) => found.length > 0)).toEqual([]);
      await close();
    },
    400_000,
  );

  async function shoot(page: Page, name: string): Promise<void> {
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
});
