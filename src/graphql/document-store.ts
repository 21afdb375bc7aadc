import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The memory limit for parsed and validated documents. */
const MAX_BYTES = 8 * 1024 * 1024;
/** The memory of a parsed document per character of its text, measured. */
const BYTES_PER_CHARACTER = 80;

/**
 * Caches documents that clients have sent before, so that each is parsed and validated once. Apollo's own store limits
 * itself to 30 MB by the length of their JSON, far less than their actual memory: 4,000 documents that differed in one
 * number took 80 MB.
 */
export class BoundedDocumentStore {
  private readonly documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ loc }) => ((loc?.end ?? 0) + 1) * BYTES_PER_CHARACTER,
  });

  get(key: string): Promise<DocumentNode | undefined> {
    return Promise.resolve(this.documents.get(key));
  }

  set(key: string, document: DocumentNode): Promise<void> {
    this.documents.set(key, document);
    return Promise.resolve();
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.documents.delete(key));
  }
}
