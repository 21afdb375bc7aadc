import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import {
  launchBrowser,
  openWatched,
  untilTrue,
  type WatchedPage,
  withBrowser,
} from '../support/browser/local-browser.js';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

withBrowser('the pages, with every other host blocked', () => {
  let service: TestApp;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    if (!existsSync('assets/graphiql.html.br')) execFileSync(process.execPath, ['scripts/build-graphiql.mjs']);
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

  async function open(path: string): Promise<WatchedPage> {
    const watched = await openWatched(browser, origin);
    await watched.page.goto(`${origin}${path}`, { waitUntil: 'load' });
    return watched;
  }

  /**
   * Waits until GraphiQL has read the operation out of the editor, which it does a moment after the editor shows it:
   * until then it sends the operation name of the tab before. It stores what it has read.
   */
  async function untilRead(page: Page, operation: string): Promise<void> {
    const tabs = "JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}')";
    const read = '({ tabs = [], activeTabIndex }) => tabs[activeTabIndex]?.operationName';
    await untilTrue(page, `(${read})(${tabs}) === ${JSON.stringify(operation)}`);
  }

  it('the playground opens with example queries and completes a material filter query', async () => {
    const { page, elsewhere, errors } = await open('/graphql');
    await page.getByRole('tab', { name: /RecycledGold/ }).waitFor();
    await page.getByRole('button', { name: /execute query/i }).click();
    const result = page.locator('.result-window');
    await result.getByText('totalCount').first().waitFor();
    await result.filter({ hasText: 'GOLD' }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('LabGrownStones'), expect.stringContaining('SilverFacets')]),
    );
    if (process.env.SCREENSHOTS !== undefined)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/playground.png` });
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await page.close();
  });

  it.each(['LabGrownStones', 'SilverFacets', 'PlatinumOffers', 'NextPage', 'SomeProducts'])(
    'the playground runs the example %s after one click on its tab',
    async (name) => {
      const { page, elsewhere, errors } = await open('/graphql');
      await page.getByRole('tab', { name }).click();
      await page.getByRole('tab', { name, selected: true }).waitFor();
      await untilRead(page, name);
      const answer = page.waitForResponse((one) => one.request().postData()?.includes(name) === true);
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.locator('.result-window').getByText('name').first().waitFor();
      expect(await (await answer).text()).not.toContain('"errors"');
      expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
      await page.close();
    },
  );

  it('the playground opens again from its own address, query included', async () => {
    const query = '{ products(first: 1) { totalCount } }';
    const { page, elsewhere, errors } = await open(`/graphql?query=${encodeURIComponent(query)}`);
    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.result-window').getByText('totalCount').first().waitFor();
    await page.reload({ waitUntil: 'load' });
    await page.getByRole('button', { name: /execute query/i }).waitFor();
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await page.close();
  });

  it('the playground shows the schema as documentation', async () => {
    const { page, elsewhere, errors } = await open('/graphql');
    await page
      .getByRole('button', { name: /documentation explorer/i })
      .first()
      .click();
    await page.getByText('Query', { exact: true }).first().waitFor();
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await page.close();
  });

  it('the playground shows all its examples at once, no line cut off', async () => {
    const { page } = await open('/graphql');
    await page.setViewportSize({ width: 1280, height: 800 });
    const tabs = page.getByRole('tab');
    await tabs.nth(5).waitFor();
    for (const tab of await tabs.all()) {
      const box = await tab.boundingBox();
      expect(box).not.toBeNull();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(1280);
      await tab.click();
      await page.getByRole('tab', { name: await tab.innerText(), selected: true }).waitFor();
      const lines = page.locator('.graphiql-query-editor .view-lines');
      await lines.waitFor();
      const widths = await lines.evaluate((all) => [all.scrollWidth, all.closest('.monaco-editor')?.clientWidth ?? 0]);
      expect(widths[0]).toBeLessThanOrEqual(widths[1]!);
    }
    await page.close();
  });

  it('the OpenAPI page has the shop’s name, and its examples run as they stand', async () => {
    const { page, elsewhere, errors } = await open('/docs');
    expect(await page.title()).toBe('GenZ Jewelry · REST API');
    await page.getByText('/api/products/{idOrSlug}', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Try it out' }).first().click();
    await page.getByRole('button', { name: 'Execute' }).first().click();
    const answer = page.locator('.live-responses-table').first();
    await answer.getByText('First Light Solitaire').first().waitFor();
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await page.close();
  });

  it('the OpenAPI page opens and tries an operation', async () => {
    const { page, elsewhere, errors } = await open('/docs');
    await page.getByText('/api/products', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Try it out' }).first().click();
    await page.getByRole('button', { name: 'Execute' }).first().click();
    await page.getByText('Response body').first().waitFor();
    await page.locator('.live-responses-table').filter({ hasText: '"success": true' }).first().waitFor();
    if (process.env.SCREENSHOTS !== undefined)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/docs.png`, fullPage: true });
    expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
    await page.close();
  });
});
