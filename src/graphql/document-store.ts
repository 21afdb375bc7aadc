import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Memory for documents that have been parsed and validated. */
const MAX_BYTES = 8 * 1024 * 1024;
/** What a parsed document takes per character of its text, measured. */
const BYTES_PER_CHARACTER = 80;

/**
 * The documents that clients have sent before: parsed and validated once. Apollo's own store counts 30 MB by the length
 * of their JSON, which is far less than they take: 4,000 documents that differed in one number took 80 MB.
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
