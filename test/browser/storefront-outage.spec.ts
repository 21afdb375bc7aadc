import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { type ConsoleService, startConsoleService } from '../support/browser/console-service.js';
import { launchBrowser, openWatched, withBrowser } from '../support/browser/local-browser.js';
import { eventually } from '../support/eventually.js';

withBrowser('the storefront while the database is away', () => {
  let service: ConsoleService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startConsoleService(demoProducts());
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  it('says how old it is; a product page shows what listings know; all comes back by itself', async () => {
    const { page, elsewhere, errors, close } = await openWatched(browser, service.origin);
    await page.goto(service.origin, { waitUntil: 'load' });
    await page.locator('.card:not(.skeleton)').first().waitFor();
    await service.mongod.kill();
    await eventually('a listing that says how old it is', async () =>
      (await fetch(`${service.origin}/api/products?limit=1`)).headers.has('catalog-age'),
    );
    await page.getByRole('checkbox', { name: /Platinum/ }).check();
    await page.getByText('The catalog cannot reach its database.').waitFor();
    await page
      .locator('.count')
      .getByText(/^5 pieces/)
      .first()
      .waitFor();
    await page.locator('.card a').first().click();
    await page.getByRole('heading', { name: 'Sizes and other materials cannot be loaded right now.' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Metal', exact: true }).waitFor();
    await service.mongod.restart();
    await page.getByRole('heading', { name: 'Choice of metal' }).waitFor();
    await page.getByText('The catalog cannot reach its database.').waitFor({ state: 'detached' });
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await close();
  });

  it('says so where nothing can be served, and tries again by itself', async () => {
    const { page, close } = await openWatched(browser, service.origin);
    await page.goto(service.origin, { waitUntil: 'load' });
    await page.locator('.card:not(.skeleton)').first().waitFor();
    await service.stop();
    await page.getByRole('checkbox', { name: /Platinum/ }).check();
    await page.getByRole('alert').getByText('The catalog does not respond.').waitFor();
    await service.start();
    await page
      .locator('.count')
      .getByText(/^5 pieces/)
      .first()
      .waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await page.locator('.card:not(.skeleton)').count()).toBe(5);
    await close();
  });
});
