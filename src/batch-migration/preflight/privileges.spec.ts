import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { mongodbRoles, type Resource } from './mongodb-roles.js';
import { notGranted, privilegesOf, privilegeText } from './privileges.js';

describe('the roles', () => {
  it('are listed unchanged in docs/operations.md', () => {
    const [block = ''] = /```json\n\[[^`]+```/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
    expect(JSON.parse(block.replace(/^```json|```$/g, ''))).toEqual(mongodbRoles('genz_jewelry'));
  });
});

describe('a privilege', () => {
  const database = { db: 'shop', collection: '' };
  const oplog = { db: 'local', collection: 'oplog.rs' };
  const cluster = { cluster: true };

  it.each<[string, Resource, Resource, boolean]>([
    ['that very resource', database, database, true],
    ['another database', { db: 'other', collection: '' }, database, false],
    ['one collection of it', { db: 'shop', collection: 'products' }, database, false],
    ['that collection in every database', { db: '', collection: 'products' }, database, false],
    ['every database', { db: '', collection: '' }, database, true],
    ['the cluster', cluster, database, false],
    ['everything', { anyResource: true }, database, true],
    ['the cluster, where it is asked for', cluster, cluster, true],
    ['a database, where the cluster is asked for', database, cluster, false],
    ['everything, where the cluster is asked for', { anyResource: true }, cluster, true],
    ['the whole of a collection’s database', { db: 'local', collection: '' }, oplog, true],
    ['a collection of that name anywhere', { db: '', collection: 'oplog.rs' }, oplog, true],
    ['a neighbour of a collection', { db: 'local', collection: 'startup_log' }, oplog, false],
  ])('is given by a grant on %s: %j %j %s', (_, granted, wanted, isGiven) => {
    const privilege = { action: 'find', resource: wanted };
    expect(notGranted([privilege], [{ resource: granted, actions: ['find'] }])).toEqual(isGiven ? [] : [privilege]);
    expect(notGranted([privilege], [{ resource: granted, actions: ['anyAction'] }])).toEqual(
      isGiven ? [] : [privilege],
    );
    expect(notGranted([privilege], [{ resource: granted, actions: ['insert'] }])).toEqual([privilege]);
  });

  it('is formatted with its resource', () => {
    expect(privilegesOf('catalogService', 'shop').map(privilegeText)).toContain('collMod on the database shop');
    expect(privilegesOf('catalogDiagnostics', 'shop').map(privilegeText)).toEqual(
      expect.arrayContaining(['inprog on the cluster', 'find on local.oplog.rs']),
    );
  });
});
