import type { DocumentVersion } from '../../../migrations/document-version.js';
import { v0 } from '../../../migrations/v0-store/version.js';
import { v1 } from '../../../migrations/v1-catalogue/version.js';
import { toyV3, v2WithNext } from './version.js';

/** What `migrations/versions.ts` contains once the toy version is added: the only line that changes. */
export const VERSIONS: readonly DocumentVersion[] = [v0, v1, v2WithNext, toyV3];
