import { v0 } from './v0-store/version.js';
import { v1 } from './v1-catalogue/version.js';
import { v2 } from './v2-material-specs/version.js';
/** Every version of the product document, oldest first. Nothing else lists them. */
export const VERSIONS = [v0, v1, v2];
