import { NO_KNOWN_VERSION, recognise, upgradeToLatest } from './chain.js';
import { leanClimb, needsWhole } from './lean-climb.js';
import { failure, success } from './outcome.js';
import { VERSIONS } from './versions.js';
/**
 * The product in a stored document of any version: the same product, failures and warnings as `upgradeToLatest` gives,
 * without the patch and without a document that could be stored. It takes a document with no more than `readingPaths`
 * decoded, unless `needsWhole` says otherwise. Pure; never throws.
 */
export function readLatest(document, versions = VERSIONS) {
    const version = recognise(document, versions);
    if (version === undefined)
        return failure(NO_KNOWN_VERSION);
    if (needsWhole(document, version, versions))
        return readWhole(document, versions);
    const climb = leanClimb(document, version, versions);
    return climb.ok ? success({ product: climb.value.product, from: version.version }, climb.warnings) : climb;
}
function readWhole(document, versions) {
    const outcome = upgradeToLatest(document, versions);
    if (!outcome.ok)
        return outcome;
    const { product, from } = outcome.value;
    return success({ product, from }, outcome.warnings);
}
