import { describe, expect, it } from '@jest/globals';

import type { MongoConnector } from '../storage/mongo-connector.js';
import { Readiness } from './readiness.js';

const SECOND = 1000;

function readiness(): { readonly ready: Readiness; readonly database: { hasPrimary: boolean } } {
  const database = { hasPrimary: false };
  return { ready: new Readiness(database as MongoConnector), database };
}

describe('Readiness', () => {
  it('waits for the first primary', () => {
    const { ready, database } = readiness();
    expect(ready.missing(0)).toEqual({ database: 'not reached yet' });

    database.hasPrimary = true;
    expect(ready.missing(1)).toEqual({});
  });

  it('does not flip for an election, and does for an outage', () => {
    const { ready, database } = readiness();
    database.hasPrimary = true;
    ready.missing(10 * SECOND);
    database.hasPrimary = false;

    expect(ready.missing(15 * SECOND)).toEqual({});
    expect(ready.missing(25 * SECOND)).toEqual({ database: 'no primary' });

    database.hasPrimary = true;
    expect(ready.missing(26 * SECOND)).toEqual({});
  });

  it('waits for every part that registered', () => {
    const { ready, database } = readiness();
    database.hasPrimary = true;
    let built = false;
    ready.register('catalogue index', () => (built ? undefined : 'not built yet'));

    expect(ready.missing()).toEqual({ 'catalogue index': 'not built yet' });
    built = true;
    expect(ready.missing()).toEqual({});
  });

  it('ends with the service', () => {
    const { ready, database } = readiness();
    database.hasPrimary = true;
    ready.stop();

    expect(ready.missing()).toEqual({ service: 'stopping' });
  });
});
