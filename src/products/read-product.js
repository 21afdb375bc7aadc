import { recognise, upgradeToLatest } from '../../migrations/index.js';
/** Recognises a stored document of any version and upgrades it in memory. Pure; never throws. */
export function readProduct(document) {
    const version = recognise(document);
    if (version === undefined)
        return { kind: 'unrecognised' };
    const outcome = upgradeToLatest(document);
    if (!outcome.ok)
        return { kind: 'failing', version: version.version, failures: outcome.failures };
    const { product } = outcome.value;
    return { kind: 'product', product, version: version.version, upgraded: outcome.value };
}
