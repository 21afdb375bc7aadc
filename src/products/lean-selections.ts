import { decodePaths } from '../bson/lean-document.js';
import type { Selection } from '../bson/selected-paths.js';
import { selectPaths } from '../bson/selected-paths.js';
import type { DocumentVersion, ReadingPaths, StoredDocument } from '../../migrations/index.js';
import { patchingPaths, readingPaths, recognise, recognitionPaths, VERSIONS } from '../../migrations/index.js';

const TO_RECOGNISE = selectPaths(recognitionPaths().paths);

/**
 * The version of a document in bytes; `undefined` if no version recognizes it. @throws what the driver throws for
 * fields that it cannot decode
 */
export function versionIn(bytes: Uint8Array): DocumentVersion | undefined {
  return recognise(decodePaths(bytes, TO_RECOGNISE) as StoredDocument);
}

/** A document with the fields that are needed of its version. */
export interface LeanDocument {
  readonly version: DocumentVersion;
  readonly document: StoredDocument;
}

/** Decodes of a document what is needed of its version. */
export class LeanDecoder {
  private readonly selections: ReadonlyMap<DocumentVersion, Selection>;
  /** The version of the last document: nearly always the next one has it too, and is then looked through only once. */
  private last = VERSIONS[0];

  constructor(pathsOf: (version: DocumentVersion) => ReadingPaths) {
    this.selections = new Map(
      VERSIONS.map((version) => {
        const { paths, firstElementOf, elementFields } = pathsOf(version);
        return [version, selectPaths(paths, firstElementOf, elementFields)];
      }),
    );
  }

  /** `undefined` for a document of no version. @throws what the driver throws for needed fields it cannot decode */
  decode(bytes: Uint8Array): LeanDocument | undefined {
    const guessed = this.decodeAs(this.last, bytes);
    if (guessed !== undefined) return guessed;
    const version = versionIn(bytes);
    const selection = version === undefined ? undefined : this.selections.get(version);
    if (version === undefined || selection === undefined) return undefined;
    this.last = version;
    return { version, document: decodePaths(bytes, selection) as StoredDocument };
  }

  /** The document where it is of a version. What tells the version is decoded for each of them. */
  private decodeAs(version: DocumentVersion | undefined, bytes: Uint8Array): LeanDocument | undefined {
    const selection = version === undefined ? undefined : this.selections.get(version);
    if (version === undefined || selection === undefined) return undefined;
    try {
      const document = decodePaths(bytes, selection) as StoredDocument;
      return version.recognises(document) ? { version, document } : undefined;
    } catch {
      // Another version may not need the field that cannot be decoded.
      return undefined;
    }
  }
}

/** What is needed to read the product of a document. */
export const TO_READ = new LeanDecoder(readingPaths);

/** What is needed to upgrade a document. */
export const TO_UPGRADE = new LeanDecoder(patchingPaths);
