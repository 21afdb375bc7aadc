import { describe, expect, it } from '@jest/globals';

import type { MongoConnector } from '../database/mongo-connector.js';
import { Readiness } from './readiness.js';

const SECOND = 1000;

function readiness(): { readonly ready: Readiness; readonly database: { hasPrimary: boolean } } {
  const database = { hasPrimary: false };
  return { ready: new Readiness(database as MongoConnector), database };
}

const OK = { status: 'ok', problems: {} };

describe('Readiness', () => {
  it('waits for the first primary', () => {
    const { ready, database } = readiness();
    expect(ready.state(0)).toEqual({ status: 'unavailable', problems: { database: 'not reached yet' } });

    database.hasPrimary = true;
    expect(ready.state(1)).toEqual(OK);
  });

  it('does not flip for an election, and is degraded by an outage: listings go on without the database', () => {
    const { ready, database } = readiness();
    database.hasPrimary = true;
    ready.state(10 * SECOND);
    database.hasPrimary = false;

    expect(ready.state(15 * SECOND)).toEqual(OK);
    expect(ready.state(25 * SECOND)).toEqual({ status: 'degraded', problems: { database: 'no primary' } });

    database.hasPrimary = true;
    expect(ready.state(26 * SECOND)).toEqual(OK);
  });

  it.each(['missing', 'degraded'] as const)('takes a part that says it is %s into account', (state) => {
    const { ready, database } = readiness();
    database.hasPrimary = true;
    let lacking = true;
    ready.register('catalog', () => (lacking ? { state, problem: '3 of 10 products read' } : undefined));

    expect(ready.state()).toEqual({
      status: state === 'missing' ? 'unavailable' : 'degraded',
      problems: { catalog: '3 of 10 products read' },
    });
    lacking = false;
    expect(ready.state()).toEqual(OK);
  });

  it('ends with the service', () => {
    const { ready, database } = readiness();
    database.hasPrimary = true;
    ready.stop();

    expect(ready.state()).toEqual({ status: 'unavailable', problems: { service: 'stopping' } });
  });
});
