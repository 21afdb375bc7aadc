// `node scripts/key-timing.mjs [--samples 50000]`: whether the duration of comparing admin keys reveals how much of a
// wrong key is right. Welch's t-test of keys that differ in their first character, their last one, or all of them; a
// t of 4.5 or more counts as a difference. Exits with 1 if there is one.
import { parseArgs } from 'node:util';

import '../test/support/typescript.js';

const { findKey } = await import('../src/admin/admin-key.ts');
const { newApiKey } = await import('../src/admin/new-api-key.ts');

const REAL = 4.5;
/** In the slowest samples, the process was interrupted. */
const KEPT_SHARE = 0.9;
const { values } = parseArgs({ options: { samples: { type: 'string', default: '50000' } } });
const samples = Number(values.samples);

const made = ['first', 'second', 'third'].map((name) => newApiKey(name, 'admin'));
const keys = made.map(({ entry }) => entry);
const right = made[1].key;
const other = (character) => (character === 'a' ? 'b' : 'a');
const shown = {
  'its first character wrong': other(right[0]) + right.slice(1),
  'its last character wrong': right.slice(0, -1) + other(right.at(-1)),
  'all of it wrong': [...right].map(other).join(''),
};

const times = Object.fromEntries(Object.keys(shown).map((name) => [name, []]));
const names = Object.keys(shown);
for (let sample = -samples / 10; sample < samples * names.length; sample++) {
  // In random order, so that the order does not matter.
  const name = names[Math.floor(Math.random() * names.length)];
  const begun = process.hrtime.bigint();
  findKey(keys, shown[name]);
  const took = Number(process.hrtime.bigint() - begun);
  if (sample >= 0) times[name].push(took);
}

let differs = false;
for (const name of names) times[name] = times[name].sort((a, b) => a - b).slice(0, times[name].length * KEPT_SHARE);
for (const [index, name] of names.entries())
  for (const than of names.slice(index + 1)) {
    const t = welch(times[name], times[than]);
    differs ||= Math.abs(t) >= REAL;
    process.stdout.write(
      `a key with ${name}: ${mean(times[name]).toFixed(0)} ns, with ${than}: ${mean(times[than]).toFixed(0)} ns; ` +
        `t = ${t.toFixed(2)}\n`,
    );
  }
process.exit(differs ? 1 : 0);

function mean(list) {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

function welch(one, two) {
  const spread = (list) => {
    const middle = mean(list);
    return list.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (list.length - 1) / list.length;
  };
  return (mean(one) - mean(two)) / Math.sqrt(spread(one) + spread(two));
}
