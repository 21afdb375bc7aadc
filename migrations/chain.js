import { buildPatch } from './build-patch.js';
import { getAt, hasAt, overlay } from './document-path.js';
import { LEGACY, legacyContent } from './legacy.js';
import { NEWER, takeUp } from './newer.js';
import { failure, success } from './outcome.js';
import { applyPatch, storedAt } from './patch.js';
import { VERSIONS } from './versions.js';
/** Why a document cannot be upgraded or read at all. */
export const NO_KNOWN_VERSION = { path: 'schemaVersion', problem: 'Document is of no known version' };
export function withoutUpgrade(version) {
    return failure({ path: 'schemaVersion', problem: `Version ${version?.version} has no upgrade` });
}
export function noProductOf(latest) {
    return { path: 'schemaVersion', problem: `Upgrade did not give a document of version ${latest?.version}` };
}
/** The version of a stored document; `undefined` where it is of none. */
export function recognise(document, versions = VERSIONS) {
    return versions.find((version) => version.recognises(document));
}
/** Upgrades a stored document to the latest version, step by step through all between. Pure; never throws. */
export function upgradeToLatest(document, versions = VERSIONS) {
    const version = recognise(document, versions);
    const latest = versions.at(-1);
    if (version === undefined || latest === undefined)
        return failure(NO_KNOWN_VERSION);
    if (version === latest)
        return upgradedOutcome(document, null, { version, latest, warnings: [] });
    const climb = climbFrom(document, versions.slice(versions.indexOf(version)));
    if (!climb.ok)
        return climb;
    const patch = upgradePatch(climb.value, version);
    return upgradedOutcome(applyPatch(document, patch), patch, { version, latest, warnings: climb.warnings });
}
function upgradedOutcome(document, patch, { version, latest, warnings }) {
    if (latest.read === undefined || !latest.recognises(document)) {
        return failure(noProductOf(latest));
    }
    const product = latest.read(document);
    return product.ok ? success({ document, patch, product: product.value, from: version.version }, warnings) : product;
}
/** Takes a document from the first of the versions to the last. */
export function climbFrom(document, versions) {
    const documents = [document];
    const targets = [];
    const warnings = [];
    for (const version of versions.slice(0, -1)) {
        const current = documents.at(-1) ?? document;
        const step = version.upgrade?.(current) ?? withoutUpgrade(version);
        if (!step.ok)
            return step;
        targets.push(...step.value);
        warnings.push(...step.warnings);
        documents.push(overlay(current, step.value));
    }
    return success({ documents, targets, versions }, warnings);
}
/** The patch of an upgrade: what changes, and beside it every value that it takes the place of. */
function upgradePatch({ documents, targets, versions }, version) {
    const before = documents[0];
    const { document: after, paths: taken } = takeUp(before, documents.at(-1) ?? before);
    const paths = [...targets.map(({ path }) => path), ...taken];
    const content = upgradeContent({ before, after, paths, targets, version: version.version });
    return { ...content, compared: [...sourcesOf(versions), ...paths, LEGACY, NEWER] };
}
/**
 * What an upgrade's patch sets. Of the documents it looks at `paths` alone, at where their values come from, and at
 * whether there is a `legacy`.
 */
export function upgradeContent({ before, after, paths, targets, version }) {
    const { set } = buildPatch({ before, after, paths, copies: copiesOf(before, targets) });
    const legacy = {
        path: LEGACY,
        content: legacyContent(version, before, set.map(({ path }) => path)),
    };
    return { set: [...set, legacy], unset: [] };
}
const sourcesByWay = new WeakMap();
/** Every path that the versions of a way up look at; put together once for each way. */
function sourcesOf(versions) {
    const [first] = versions;
    const last = versions.at(-1);
    const known = first === undefined ? undefined : sourcesByWay.get(first);
    if (known !== undefined && known.last === last)
        return known.sources;
    const sources = [...new Set(versions.flatMap((version) => version.sources))];
    if (first !== undefined)
        sourcesByWay.set(first, { last, sources });
    return sources;
}
const NO_COPIES = new Map();
/** The targets that say where in the old document their value stands, be it through an earlier step's copy. */
function copiesOf(before, targets) {
    let origins;
    for (const { path, from } of targets) {
        if (from !== undefined && !(from === path && origins?.has(path) === true))
            (origins ??= new Map()).set(path, origins.get(from) ?? from);
    }
    if (origins === undefined)
        return NO_COPIES;
    const moved = [...origins].filter(([path, from]) => hasAt(before, from) && !(path === from && getAt(before, path) === undefined));
    // A field that stays where it is needs no copy.
    return new Map(moved.filter(([path, from]) => path !== from).map(([path, from]) => [path, storedAt(from)]));
}
