import { describe, expect, it } from '@jest/globals';

import { addressOf, matchRoute } from './match-route.js';

const ROUTES = [{ path: '/admin' }, { path: '/admin/migrations/:run' }, { path: '/admin/migrations/:run/:phase' }];

describe('matchRoute', () => {
  it.each([
    ['/admin', '/admin', {}],
    ['/admin/', '/admin', {}],
    ['/admin/migrations/run-1', '/admin/migrations/:run', { run: 'run-1' }],
    ['/admin/migrations/run-1/switch', '/admin/migrations/:run/:phase', { run: 'run-1', phase: 'switch' }],
    ['/admin/migrations/a%2Fb%20%25', '/admin/migrations/:run', { run: 'a/b %' }],
    ['/admin/migrations/100%', '/admin/migrations/:run', { run: '100%' }],
  ])('finds the screen of %s', (path, route, params) => {
    expect(matchRoute(ROUTES, path)).toEqual({ route: { path: route }, params });
  });

  it.each(['/', '/admin/migrations', '/admin/migrations/a/b/c'])('finds none for %s', (path) => {
    expect(matchRoute(ROUTES, path)).toBeUndefined();
  });

  it('is found again by an address made of parts', () => {
    expect(matchRoute(ROUTES, addressOf('migrations', 'a/b c%'))?.params).toEqual({ run: 'a/b c%' });
  });
});
