// `node scripts/regexps.mjs`: whether any regular expression of the sources takes more than linear time for some text.
// Exit code 1 where one does whose texts are not bounded. The checker (recheck, in plain JavaScript) comes from npm and
// is kept in the cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import ts from 'typescript';

const CHECKER = 'recheck@4.5.0';
const TIMEOUT_MS = 20_000;
/** How those begin that take longer for some texts, or are too large to be judged, and why that does no harm. */
const BOUNDED = [
  [String.raw`/[-:]|\..*$/g`, 'a date that the service writes'],
  [String.raw`/^--| .*$/g`, "the command line's own options"],
  [String.raw`/<[^>]+>/g`, "the command line's own options"],
  [String.raw`/<[^>]+>|\[[^\]]+\]/g`, "the command line's own options"],
  [String.raw`/^0+(?=.)/`, 'a group of an address as the system writes it'],
  [String.raw`/^[\w.:-]{1,255}$/`, 'anchored, with one part: linear'],
  [String.raw`/(mongodb(?:\+srv)?:\/\/)[^\s/"@]{1,512}@/gi`, 'at most 512 characters from each beginning'],
  [String.raw`/\bgzc_[\w-]{8,512}/g`, 'at most 512 characters from each beginning'],
  [String.raw`/\b(bearer\s+)[\w.~+/=-]{8,512}/gi`, 'one beginning for all its blanks'],
  [String.raw`/((?:x-)?api[-_]?key|token|passw(?:or)?d|secret)(`, 'at most 512 characters from each beginning'],
  [String.raw`/index: (.+?) dup key/`, 'a message of the server, which begins with both'],
  [String.raw`/(?<=[{,] )([^\s:{},]+)(?=: )/g`, 'each of its texts ends where the next one can begin'],
  [String.raw`/dup key: \{ [^:]+: null \}/`, 'a message of the server, with one beginning'],
  [
    String.raw`/not authorized on (\S+) to execute command \{ (\w+): (?:"([^"]*)")?/`,
    'a message of the server, with one beginning',
  ],
  [
    String.raw`/"\d+"\s*:|[:[,]\s*-?(?:[\d.]{16}|\d+\.0|\d+(?:\.\d+)?[eE])/`,
    'from each beginning one run of digits or blanks, which holds no other beginning',
  ],
  [String.raw`/(?<![\d.,])[3-9]\d\d(?:er)?[\s_-]+(?:\p{L}+[\s_-]+)?gold(`, 'from each number to the next digit, once'],
];

const { checkSync } = await checker();
const sources = execFileSync('git', ['ls-files', 'src', 'migrations', 'packages'])
  .toString()
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
const literals = new Map(sources.flatMap((file) => literalsOf(file)));
const counts = { linear: 0, bounded: 0, wrong: 0 };
for (const [literal, place] of literals) {
  const end = literal.lastIndexOf('/');
  const { status, complexity, attack } = checkSync(literal.slice(1, end), literal.slice(end + 1), {
    timeout: TIMEOUT_MS,
  });
  const judgement =
    status === 'safe' ? 'linear' : BOUNDED.some(([beginning]) => literal.startsWith(beginning)) ? 'bounded' : 'wrong';
  counts[judgement] += 1;
  if (judgement === 'wrong')
    process.stdout.write(`${place}: ${literal} is ${complexity?.type ?? status}, as for ${attack?.pattern ?? '?'}\n`);
}
process.stdout.write(
  `${literals.size} expressions: ${counts.linear} linear, ${counts.bounded} on texts that are bounded, ` +
    `${counts.wrong} to be mended\n`,
);
process.exit(counts.wrong > 0 ? 1 : 0);

/** The regular expressions of a source, each with where it stands. */
function literalsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const look = (node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push([node.text, `${file}:${line + 1}`]);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

async function checker() {
  const folder = join(homedir(), '.cache', 'catalog', CHECKER);
  const entry = join(folder, 'node_modules', 'recheck', 'lib', 'browser.js');
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--silent', '--omit=optional', '--prefix', folder, CHECKER]);
  }
  return (await import(pathToFileURL(entry).href)).default;
}
