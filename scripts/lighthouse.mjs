// `npm run lighthouse`: Lighthouse's figures for the storefront's pages on a phone, compared with the goals. Exits with
// 1 if one is missed. The figures depend on the machine: run it on an idle one.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';

import { startDemo } from './demo-service.mjs';

const PAGES = ['/', '/p/first-light-solitaire'];
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FOLDER = join('.data', 'lighthouse');
/** The median of several runs counts: a busy moment says nothing about a page. */
const RUNS = Number(process.env.RUNS ?? 3);

/** Each figure, its place in a report, and its goal. */
const GOALS = [
  { label: 'performance', of: ({ categories }) => categories.performance.score * 100, atLeast: 95, digits: 0 },
  { label: 'accessibility', of: ({ categories }) => categories.accessibility.score * 100, atLeast: 95, digits: 0 },
  {
    label: 'LCP, s',
    of: ({ audits }) => audits['largest-contentful-paint'].numericValue / 1000,
    atMost: 1.8,
    digits: 2,
  },
  { label: 'CLS', of: ({ audits }) => audits['cumulative-layout-shift'].numericValue, atMost: 0.02, digits: 3 },
];

function isMet(value, { atLeast = -Infinity, atMost = Infinity }) {
  return value >= atLeast && value <= atMost;
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function audit(url, port) {
  const reports = [];
  for (let run = 0; run < RUNS; run++) {
    const { lhr } = await lighthouse(url, {
      port,
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
    });
    if (lhr.runtimeError !== undefined) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    reports.push(lhr);
  }
  return reports;
}

const demo = await startDemo();
const port = 9222 + (process.pid % 500);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
});
let missed = 0;
try {
  await mkdir(FOLDER, { recursive: true });
  for (const path of PAGES) {
    const reports = await audit(`${demo.origin}${path}`, port);
    await writeFile(
      join(FOLDER, `${path.replaceAll('/', '-').slice(1) || 'storefront'}.json`),
      JSON.stringify(reports.at(-1)),
    );
    process.stdout.write(`${path}, the middle of ${RUNS} runs on a phone\n`);
    for (const goal of GOALS) {
      const value = middle(reports.map(goal.of));
      const met = isMet(value, goal);
      if (!met) missed += 1;
      const wanted = goal.atLeast === undefined ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
      const figure = value.toFixed(goal.digits).padStart(6);
      process.stdout.write(`  ${met ? 'met   ' : 'MISSED'}  ${goal.label.padEnd(14)} ${figure}  (${wanted})\n`);
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}
process.exitCode = missed === 0 ? 0 : 1;
