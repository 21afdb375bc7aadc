import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { confirmTyped, goTo, headline, signIn, untilProgress } from '../support/browser/console-page.js';
import { type ConsoleService, startConsoleService } from '../support/browser/console-service.js';
import {
  addressOf,
  launchBrowser,
  openWatched,
  type WatchedPage,
  withBrowser,
} from '../support/browser/local-browser.js';

const GENERATED = 500;
/** Slow enough that the copying can be watched, and the service restarted in the middle of it. */
const DOCUMENTS_PER_SECOND = 40;
const FINE = { elsewhere: [], errors: [] };
/** The first line while no migration is under way. */
const AT_REST = /^(No migration|Aborted|Rolled back)/;

interface StoredRun {
  readonly id: string;
  readonly state: string;
}

withBrowser('the console, with every other host blocked', () => {
  let service: ConsoleService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startConsoleService([...demoProducts(), ...generateProducts({ count: GENERATED, seed: 1 })]);
    browser = await launchBrowser();
  });
  afterEach(() => service.endMigration());
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  const open = (): Promise<WatchedPage> => openWatched(browser, service.origin);
  const latest = async (): Promise<StoredRun | undefined> =>
    (await service.ask<readonly StoredRun[]>('viewer', 'GET', '/api/admin/migrations'))[0];

  const startSlowly = (): Promise<StoredRun> =>
    service.ask<StoredRun>('operator', 'POST', '/api/admin/migrations', {
      strategy: 'blue-green',
      manualSwitch: true,
      throttle: { maxDocumentsPerSecond: DOCUMENTS_PER_SECOND / 2 },
    });

  it('lets nobody in without a key that the service knows, and forgets the key with the tab', async () => {
    const { page, close } = await open();
    await page.goto(`${service.origin}/admin/migrations`, { waitUntil: 'load' });
    await page.getByLabel('API key').fill('gzc_not-a-key');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('does not know this key').waitFor();
    await page.getByLabel('API key').fill(service.keys.viewer);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Migrations' }).waitFor();
    expect(
      await page.evaluate<string>(
        "JSON.stringify([localStorage.length, sessionStorage.length, location.href.includes('gzc_')])",
      ),
    ).toBe('[0,1,false]');
    await close();
  });

  it('takes a catalog from validation to rollback, through a restart of the service', async () => {
    const { page, elsewhere, errors, close } = await open();
    await signIn(page, service.origin, service.keys.admin);
    await headline(page, /^No migration has been started; 575 of 575 products have an old shape/);

    await goTo(page, 'Readiness');
    await page.getByRole('button', { name: 'Validate', exact: true }).click();
    await page.getByText(/^Ready to migrate/).waitFor();

    await goTo(page, 'Migrations');
    await page.getByRole('radio', { name: /^Manual/ }).check();
    await page.getByLabel('Maximum documents per second').fill(String(DOCUMENTS_PER_SECOND));
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await headline(page, /^Copying; /);
    const id = decodeURIComponent((await addressOf(page)).pathname.split('/').at(-1) ?? '');
    expect(id).toBe((await latest())?.id);

    await untilProgress(page);

    await service.stop();
    await page
      .getByRole('status')
      .getByText(/as of .*\d\d:\d\d(:\d\d)? UTC, reconnecting/)
      .waitFor();
    await service.start();
    await page.getByRole('status').getByText('live', { exact: true }).waitFor();

    await headline(page, /^Ready to switch, waiting for an admin/);
    await page.getByText('Waiting for you: switch when you are ready').waitFor();
    await confirmTyped(page, 'Switch', id);
    await headline(page, /^Migrated; 575 of 575 products/);
    await page.getByText(/^A rollback is possible until \d+ \w+ \d{4}, \d\d:\d\d UTC\.$/).waitFor();

    await page.goto(`${service.origin}/admin/products/prod_1751328000_006`, { waitUntil: 'load' });
    await page.getByRole('heading', { name: 'Dawn Chorus Hoops' }).waitFor();
    await page.getByText('It already has the latest shape').waitFor();

    await page.goto(`${service.origin}/admin/migrations/${id}`, { waitUntil: 'load' });
    await confirmTyped(page, 'Roll back', id);
    await headline(page, /^Rolled back/);
    expect((await latest())?.state).toBe('rolled-back');

    await page.goto(`${service.origin}/admin/products/prod_1724061000_003`, { waitUntil: 'load' });
    const price = page.getByRole('row').filter({ hasText: 'pricing.basePrice' }).filter({ hasText: 'moved' });
    expect((await price.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /basePrice 640 int pricing\.basePrice 640 number pricing\.basePrice 640 int moved/,
    );
    expect({ elsewhere, errors }).toEqual(FINE);
    await close();
  }, 900_000);

  it('shows a migration that somebody else started, and tells others of what is done here', async () => {
    const { page, elsewhere, errors, close } = await open();
    await signIn(page, service.origin, service.keys.operator);
    const { id } = await startSlowly();
    await page.getByRole('link', { name: id }).click();
    await headline(page, /^Copying; /);

    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await headline(page, /^Paused in transformation/);
    expect((await latest())?.state).toBe('paused');

    await page.getByRole('button', { name: 'Abort …' }).click();
    await page.getByRole('dialog').getByText('What is lost').waitFor();
    await page.getByRole('button', { name: 'Abort the migration' }).click();
    await headline(page, /^Aborted/);
    expect({ elsewhere, errors, state: (await latest())?.state }).toEqual({ ...FINE, state: 'aborted' });
    await close();
  }, 600_000);

  it('shows a viewer everything and lets them do nothing, with the reason', async () => {
    const { page, elsewhere, errors, close } = await open();
    const { id } = await startSlowly();
    await signIn(page, service.origin, service.keys.viewer, '/admin/readiness');
    await page.getByText('Requires the role operator; your key has the role viewer').first().waitFor();
    const validate = page.getByRole('button', { name: 'Validate', exact: true });
    expect(await validate.getAttribute('aria-disabled')).toBe('true');

    await page
      .getByRole('banner')
      .getByRole('link', { name: /^Migration / })
      .click();
    await page.getByRole('heading', { name: 'Actions' }).waitFor();
    for (const action of ['Pause', 'Resume', 'Switch …', 'Abort …', 'Roll back …', 'Clean up …']) {
      const button = page.getByRole('button', { name: action, exact: true });
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await button.click({ force: true });
    }
    expect(await page.getByRole('dialog').count()).toBe(0);
    const run = await latest();
    expect(run).toMatchObject({ id, request: null });
    expect(['running', 'waiting-for-switch']).toContain(run?.state);
    expect({ elsewhere, errors }).toEqual(FINE);
    await close();
  }, 600_000);

  it('says what still works while the database is away, and goes on when it is back', async () => {
    const { page, elsewhere, errors, close } = await open();
    await signIn(page, service.origin, service.keys.admin);
    const before = await headline(page, AT_REST);
    await service.mongod.kill();
    await page.getByText('The database does not respond').waitFor();
    await page.getByText(/Still works:/).waitFor();
    await page.getByText(/Does not work:/).waitFor();
    expect(await headline(page, AT_REST)).toBe(before);

    await service.mongod.restart();
    await page.getByText('The database does not respond').waitFor({ state: 'detached' });
    expect({ elsewhere, errors }).toEqual(FINE);
    await close();
  }, 600_000);
});
