import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import type { StoredDocument } from '../stored-document.js';

const shares = { v0: 1, v1: 1, v1Later: 1, v2: 1 };

/** Products as writers left them, in every shape, half of the generated ones in an odd form. All can be mapped. */
export const exampleDocuments: readonly StoredDocument[] = [
  ...demoProducts(),
  ...generateProducts({ count: 300, seed: 3, irregular: 0.5, shares }),
] as StoredDocument[];
