import { type Collection, MongoBulkWriteError } from 'mongodb';

import { demoProducts } from './demo-products.js';

const DUPLICATE_KEY = 11_000;

/**
 * Stores the demo products in an empty collection and leaves any other alone. Concurrent starts may all find it empty;
 * since the products have fixed ids, each is stored only once.
 * @returns the number of products that this call stored
 */
export async function loadDemoData(products: Collection): Promise<number> {
  if ((await products.findOne({}, { projection: { _id: 1 } })) !== null) return 0;
  try {
    const { insertedCount } = await products.insertMany(demoProducts(), {
      ordered: false,
      writeConcern: { w: 'majority' },
    });
    return insertedCount;
  } catch (error) {
    if (error instanceof MongoBulkWriteError && onlyDuplicates(error)) return error.insertedCount;
    throw error;
  }
}

function onlyDuplicates(error: MongoBulkWriteError): boolean {
  const writeErrors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return (
    writeErrors.length > 0 &&
    writeErrors.every(({ code }) => code === DUPLICATE_KEY) &&
    error.result.getWriteConcernError() === undefined
  );
}
