// `npm run licenses`: every production package with its license; exit code 1 if one is not permissive.
import { readFileSync } from 'node:fs';

const NAMES =
  'MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\\.0|BlueOak-1\\.0\\.0|Unlicense|CC0-1\\.0|Python-2\\.0';
const PERMISSIVE = new RegExp(`^\\(?(${NAMES})( (OR|AND) .+)?\\)?$`);

const print = (line) => process.stdout.write(`${line}\n`);

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const rows = Object.entries(packages)
  .filter(([path, { dev, devOptional, link }]) => path.startsWith('node_modules/') && !dev && !devOptional && !link)
  .map(([path, { version, license }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    license: license ?? 'unknown',
  }))
  .sort((one, other) => one.name.localeCompare(other.name));
for (const { name, version, license } of rows) print(`${license.padEnd(16)} ${name}@${version}`);
const others = rows.filter(({ license }) => !PERMISSIVE.test(license));
print(`${rows.length} packages, ${others.length} with a license that is not known to be permissive`);
for (const { name, license } of others) print(`  ${name}: ${license}`);
process.exit(others.length === 0 ? 0 : 1);
