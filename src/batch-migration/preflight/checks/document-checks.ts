import { passed, failed, unknown } from '../check.js';
import type { CheckFinding, PreflightCheck, Severity } from '../check.js';
import type { DocumentReport, FoundDocuments } from '../documents/document-report.js';
import type { NamedDocuments } from '../documents/id-list.js';
import { MIN_SUCCESS_RATE } from '../../success-rate.js';
import { bytesText } from '../database-facts.js';

const PERCENT = 100;

/** Conclusions from the pass over all documents. */
export const DOCUMENT_CHECKS: readonly PreflightCheck[] = [
  check('success-rate', 'blocker', (report) =>
    share(
      report.successRate,
      `${report.mappable} of ${report.total} documents can be migrated`,
      'Repair or remove the documents named in this report, then validate again',
    ),
  ),
  check('documents-refused', 'warning', ({ total, mappable, counts, problems }) => {
    if (mappable === total) return passed('Every document can be migrated');
    const kinds = Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}`);
    return failed(
      `${total - mappable} documents stay as they are and are not shown: ${kinds.join(', ')}; e.g. ${problems[0]?.id}`,
      'They are kept in quarantine; they can be repaired at any time',
      { counts },
    );
  }),
  check('documents-readable', 'blocker', ({ counts }) =>
    none(
      counts.undecodable,
      'documents cannot be read by the driver',
      'Repair or remove them; a scan stops at such a document',
    ),
  ),
  check('round-trip', 'blocker', ({ notGivenBack }) =>
    noneOf(
      notGivenBack,
      'documents would be changed by an upgrade followed by a downgrade',
      'Keep this report and have the mapping checked: a rollback would change these documents',
    ),
  ),
  check('way-back', 'warning', ({ noWayBack }) =>
    noneOf(
      noWayBack,
      'documents of the latest version cannot be expressed in an older one',
      'A rollback would leave them unchanged, and programs that know only the old shapes could not read them',
    ),
  ),
  check('id-survival', 'blocker', ({ unstableIds }) =>
    noneOf(
      unstableIds,
      'documents have an _id that the driver reads as another value',
      'Give them another _id: they can be neither read nor written individually',
    ),
  ),
  check('id-ambiguity', 'warning', ({ ambiguousIds }) =>
    noneOf(
      ambiguousIds,
      "documents have an _id that looks like another document's _id of another type",
      'Their product page shows the one whose _id is a string; give them different ones',
    ),
  ),
  check('document-size', 'blocker', ({ size }) =>
    noneOf(
      size.tooLarge,
      'documents would exceed 16 MB when upgraded',
      'Move what makes them so large (images, models) out of the document',
    ),
  ),
  check('large-documents', 'warning', ({ size }) =>
    noneOf(
      size.large,
      `documents are larger than 8 MB (the largest: ${bytesText(size.largest)})`,
      'A change event cannot hold such a document before and after a change; make them smaller if possible',
    ),
  ),
  check('carats-carried-over', 'blocker', ({ materials: { caratStated, caratCarriedOver } }) =>
    share(
      ratio(caratCarriedOver, caratStated),
      `${caratCarriedOver} of ${caratStated} stated carats can be used`,
      'See oddFields for the values; a carat is a number above 0',
    ),
  ),
  check('carat-completeness', 'warning', ({ materials: { withCarat, withStone } }) =>
    share(
      ratio(withCarat, withStone),
      `${withCarat} of ${withStone} products with a stone state its carat`,
      'They are migrated without one, since a carat is never invented; carat filters skip them until ' +
        'it is entered',
    ),
  ),
  check('metal-completeness', 'blocker', ({ materials: { withMetal, products } }) =>
    share(
      ratio(withMetal, products),
      `The metal of ${withMetal} of ${products} products is known`,
      'The others would be shown with an unspecified metal; enter their materials first',
    ),
  ),
  check('slugs', 'warning', ({ sharedSlugs }) =>
    none(
      sharedSlugs.count,
      'products share a slug with another product',
      'Their product page shows the first by _id; give each its own slug',
      { first: sharedSlugs.first },
    ),
  ),
  check('names-against-specs', 'warning', ({ nameConflicts }) =>
    foundIn(
      nameConflicts,
      'products have a name that contradicts their metal or stone',
      'Shoppers read the name and filter by the specs; correct whichever is wrong',
    ),
  ),
  check('long-texts', 'warning', ({ longTexts }) =>
    noneOf(
      longTexts,
      'products have more text than a listing shows',
      'Listings cut their texts and end them with …, and show a placeholder for a picture address over 64 kB; ' +
        'product pages show them whole. Shorten them',
    ),
  ),
  check('schema-versions', 'warning', ({ foreignVersions }) =>
    foundIn(
      foreignVersions,
      'documents have a schemaVersion that this catalog does not know',
      'They are not served; remove the field if another program wrote it, or repair the document',
    ),
  ),
  check('defaults', 'info', ({ warningsByPath }) => {
    const paths = Object.entries(warningsByPath).sort((a, b) => b[1] - a[1]);
    if (paths.length === 0) return passed('No default is needed');
    return failed(
      'Defaults are used where documents have no usable value: ' +
        `${paths.map(([path, count]) => `${path} (${count})`).join(', ')}`,
      'No action is needed; complete the products where it matters',
      { warningsByPath },
    );
  }),
  check('bson-oddities', 'info', ({ bson }) => {
    const found = Object.entries(bson).flatMap(([kind, value]) =>
      typeof value === 'object' && value.count > 0 ? [`${value.count} with ${ODDITIES[kind] ?? kind}`] : [],
    );
    if (found.length === 0) return passed('All documents contain only ordinary BSON');
    return failed(
      `Documents hold values that JavaScript cannot write back: ${found.join(', ')}`,
      'No action is needed: the server copies them byte for byte',
    );
  }),
];

const ODDITIES: Readonly<Record<string, string>> = {
  duplicateKeys: 'two fields of one name',
  integerKeys: 'field names like numbers',
  oddKeys: 'field names that cannot be part of a path',
  invalidText: 'text that is not valid UTF-8',
  deprecatedTypes: 'deprecated BSON types',
};

function check(name: string, severity: Severity, judge: (report: DocumentReport) => CheckFinding): PreflightCheck {
  return {
    name,
    severity,
    run: ({ documents }) => (documents === null ? unknown('The documents were not checked') : judge(documents)),
  };
}

function share(value: number, detail: string, advice: string): CheckFinding {
  const percent = Math.floor(value * PERCENT * 10) / 10;
  const data = { share: value, least: MIN_SUCCESS_RATE };
  return value >= MIN_SUCCESS_RATE
    ? passed(`${detail} (${percent} %)`, data)
    : failed(`${detail} (${percent} %; at least ${MIN_SUCCESS_RATE * PERCENT} % are needed)`, advice, data);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function noneOf({ count, first }: NamedDocuments, what: string, advice: string): CheckFinding {
  return none(count, `${what}${count > 0 ? `, e.g. ${first[0]}` : ''}`, advice, { first });
}

function foundIn({ count, first }: FoundDocuments, what: string, advice: string): CheckFinding {
  const [example] = first;
  const shown = example === undefined ? '' : `, e.g. ${example.id}: ${example.findings[0]?.problem}`;
  return none(count, `${what}${shown}`, advice, { first });
}

function none(count: number, what: string, advice: string, data: Readonly<Record<string, unknown>> = {}): CheckFinding {
  return count === 0 ? passed(`No ${what}`) : failed(`${count} ${what}`, advice, { count, ...data });
}
