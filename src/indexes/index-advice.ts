import type { mongo } from 'mongoose';
import { valuelessIndexes } from '../products/unique-indexes.js';
import type { ComparedIndex } from './compare-indexes.js';
import { ID_INDEX, keyText } from './compare-indexes.js';
import type { IndexUsage } from './index-usage.js';
import type { RedundantIndex } from './redundant-indexes.js';
import type { SuggestedIndex } from './suggested-indexes.js';

/** Advice about the indexes. It is never carried out automatically. */
export interface IndexAdvice {
  readonly kind:
    | 'build'
    | 'different'
    | 'blocked'
    | 'unhide'
    | 'unused'
    | 'redundant'
    | 'suggested'
    | 'too-many'
    | 'incomplete'
    | 'valueless';
  readonly severity: 'warning' | 'info';
  /** The index; absent if the advice is about several indexes, or one that does not exist. */
  readonly index?: string;
  /** The problem and what to do, for people. */
  readonly text: string;
}

/** The input of the advice. */
export interface IndexFacts {
  readonly compared: readonly ComparedIndex[];
  readonly usage: readonly IndexUsage[];
  readonly silent: readonly { readonly host: string; readonly problem: string }[];
  readonly redundant: readonly RedundantIndex[];
  readonly suggested: readonly SuggestedIndex[];
  /** Names of indexes scheduled for removal, which get no more advice. */
  readonly ending: ReadonlySet<string>;
  /** The server's time. */
  readonly now: Date;
}

/** MongoDB's own limit. https://www.mongodb.com/docs/manual/reference/limits/ */
export const MAX_INDEXES = 64;
/** With this many, there is no room for another version's indexes. */
const MANY_INDEXES = 52;
/** An index that was used less often, over its known history, costs more than it gains. */
export const FEW_OPERATIONS = 10;
/** With fewer days counted, little use means little: most usage follows the week. */
export const TELLING_DAYS = 7;
const DAY_MS = 86_400_000;

/** Advice about the indexes: first missing ones, then unnecessary ones. Pure. */
export function adviseIndexes(facts: IndexFacts): IndexAdvice[] {
  const { compared, silent, suggested } = facts;
  const present = compared.filter(({ actual }) => actual !== undefined).length;
  return [
    ...missingAdvice(compared.filter(({ state, blockedBy }) => state === 'missing' && blockedBy === undefined)),
    ...compared.flatMap(declaredAdvice),
    ...compared.flatMap((index) => superfluousAdvice(index, facts)),
    ...notYetAdvice(compared, facts),
    ...valuelessAdvice(compared),
    ...suggested.map(({ key, because }): IndexAdvice => ({
      kind: 'suggested',
      severity: 'info',
      text:
        'An index ' +
        (`${keyText(key)} would serve slow queries: ${because}. If these queries stay, build it with ` +
          'the partial filter of the version that they query'),
    })),
    ...(present >= MANY_INDEXES
      ? [
          {
            kind: 'too-many',
            severity: 'warning',
            text:
              'There are ' +
              (`${present} indexes; a collection may have ${MAX_INDEXES}, and each makes writes slower: drop ` +
                'unused ones'),
          } as const,
        ]
      : []),
    ...silent.map(({ host, problem }): IndexAdvice => ({
      kind: 'incomplete',
      severity: 'info',
      text: `${host} did not reply, so its operations are not counted: ${problem}`,
    })),
  ];
}

function missingAdvice(missing: readonly ComparedIndex[]): IndexAdvice[] {
  const [first] = missing;
  if (first === undefined) return [];
  const about = { kind: 'build', severity: 'warning' } as const;
  if (missing.length === 1)
    return [
      {
        ...about,
        index: first.name,
        text: `${first.name} is missing (${first.definition?.serves.query ?? ''}); build it: catalog indexes sync`,
      },
    ];
  return [
    {
      ...about,
      text:
        `${missing.length} declared indexes are missing: ${missing.map(({ name }) => name).join(', ')}; build ` +
        'them: catalog indexes sync',
    },
  ];
}

function declaredAdvice({ name, state, definition, differences, blockedBy }: ComparedIndex): IndexAdvice[] {
  if (definition === undefined) return [];
  const about = { severity: 'warning', index: name } as const;
  if (state === 'missing' && blockedBy !== undefined)
    return [
      {
        ...about,
        kind: 'blocked',
        text:
          `${name} cannot be built: the same index exists as ${blockedBy}. Drop that one (catalog indexes ` +
          `drop ${blockedBy}), then: catalog indexes sync`,
      },
    ];
  if (state === 'different')
    return [
      {
        ...about,
        kind: 'different',
        text:
          `${name} differs from the declared index: ${differences.join('; ')}. Drop it (catalog indexes ` +
          `drop ${name} --force), then: catalog indexes sync`,
      },
    ];
  return [];
}

function superfluousAdvice(index: ComparedIndex, { usage, redundant, ending, now }: IndexFacts): IndexAdvice[] {
  const { name, state, definition, actual } = index;
  if (actual === undefined || name === ID_INDEX || ending.has(name) || state === 'different') return [];
  if (state === 'hidden')
    return [
      {
        kind: 'unhide',
        severity: definition === undefined ? 'info' : 'warning',
        index: name,
        text:
          `${name} is hidden: it is maintained, but no query can use it. Make it visible (catalog indexes unhide ` +
          `${name}) or drop it (catalog indexes drop ${name})`,
      },
    ];
  const double = redundant.find((one) => one.name === name);
  const used = usage.find((one) => one.name === name);
  return [
    ...(double === undefined || definition !== undefined
      ? []
      : [
          {
            kind: 'redundant',
            severity: 'info',
            index: name,
            text:
              `${name} is ${double.kind === 'same' ? 'the same as' : 'a prefix of'} ${double.coveredBy}, ` +
              `which also serves its queries; drop it: catalog indexes drop ${name}`,
          } as const,
        ]),
    ...(used === undefined || used.operations >= FEW_OPERATIONS ? [] : unused(index, used, now)),
  ];
}

function unused({ name, definition, actual }: ComparedIndex, used: IndexUsage, now: Date): IndexAdvice[] {
  const told = `${name} was used ${used.operations} times since ${used.since.toISOString()}`;
  const about = { kind: 'unused', severity: 'info', index: name } as const;
  if (!isTelling(used, now))
    return definition === undefined
      ? [{ ...about, text: `${told}: fewer than ${TELLING_DAYS} days, too few to judge` }]
      : [];
  if (definition?.serves.reader === 'catalogue')
    return [{ ...about, text: `${told}. It is needed for ${definition.serves.query}, so it stays` }];
  if (definition !== undefined)
    return [
      {
        ...about,
        text:
          `${told}. It is declared for other readers (${definition.serves.query}); if there are none: ` +
          `catalog indexes drop ${name} --force`,
      },
    ];
  const enforces = actual?.options['unique'] === true || actual?.options['expireAfterSeconds'] !== undefined;
  return [
    {
      ...about,
      text:
        `${told}. ` +
        `${enforces ? 'It also enforces a rule; if that is no longer needed' : 'If nobody needs it'}: ` +
        `catalog indexes drop ${name}, which hides it first`,
    },
  ];
}

/** Declared indexes with too short a history are reported together. */
function notYetAdvice(compared: readonly ComparedIndex[], { usage, now }: IndexFacts): IndexAdvice[] {
  const few = usage.filter(
    (used) =>
      used.operations < FEW_OPERATIONS &&
      !isTelling(used, now) &&
      compared.some(
        ({ name, state, definition }) => name === used.name && definition !== undefined && state === 'ready',
      ),
  );
  return few.length === 0
    ? []
    : [
        {
          kind: 'unused',
          severity: 'info',
          text:
            `${few.length} declared indexes were used fewer than ${FEW_OPERATIONS} times so far: counted for ` +
            `fewer than ${TELLING_DAYS} days, too few to judge`,
        },
      ];
}

/** Unique indexes created by others that would refuse the second product created by this service. */
function valuelessAdvice(compared: readonly ComparedIndex[]): IndexAdvice[] {
  const indexes = compared.flatMap(({ actual }) =>
    actual === undefined
      ? []
      : [{ ...actual.options, name: actual.name, key: actual.key } as mongo.IndexDescriptionInfo],
  );
  return valuelessIndexes(indexes).map(({ name, fields }) => ({
    kind: 'valueless',
    severity: 'warning',
    index: name,
    text:
      `${name} is unique, and products that this service creates have no ${fields.join(', ')}: it accepts only ` +
      `one such product, and the second gets 409. Drop it (catalog indexes drop ${name}), or build it ` +
      'with a partialFilterExpression',
  }));
}

function isTelling({ since }: IndexUsage, now: Date): boolean {
  return now.getTime() - since.getTime() >= TELLING_DAYS * DAY_MS;
}
