const NONE = Object.freeze([]);
/** A successful outcome. */
export function success(value, warnings = NONE) {
    return { ok: true, value, warnings };
}
/** A failed outcome; at least one failure says why. */
export function failure(...failures) {
    return { ok: false, failures };
}
/** All values and warnings of several mappings of one document; the failures of all where one failed. */
export function combine(document, mappings) {
    const values = [];
    const warnings = [];
    const failures = [];
    for (const mapping of mappings) {
        const outcome = mapping(document);
        if (outcome.ok) {
            append(values, outcome.value);
            append(warnings, outcome.warnings);
        }
        else
            append(failures, outcome.failures);
    }
    return failures.length > 0 ? failure(...failures) : success(values, warnings);
}
/** A loop, because spread arguments are limited in number, and slower for the few values that there mostly are. */
function append(list, more) {
    for (let index = 0; index < more.length; index++)
        list.push(more[index]);
}
