import { describe, expect, it } from '@jest/globals';
import { requireSuccess } from './success-rate.js';

describe('requireSuccess', () => {
  it.each([
    { title: 'nothing', migrated: 0, quarantined: 0, total: 0 },
    { title: 'the first documents alone, all refused', migrated: 0, quarantined: 29, total: 584 },
    { title: 'a bad beginning that 95 % can still make up for', migrated: 200, quarantined: 13, total: 584 },
    { title: 'exactly 95 % at the end', migrated: 95, quarantined: 5, total: 100 },
    { title: 'more documents than were counted', migrated: 190, quarantined: 10, total: 100 },
  ])('takes $title', (counts) => {
    expect(() => {
      requireSuccess(counts);
    }).not.toThrow();
  });

  it.each([
    { title: 'the moment when 95 % of all are out of reach', migrated: 0, quarantined: 30, total: 584 },
    { title: 'too few at the end', migrated: 94, quarantined: 6, total: 100 },
    { title: 'too few, where no total is known', migrated: 1, quarantined: 1, total: undefined },
  ])('refuses $title', ({ migrated, quarantined, total }) => {
    expect(() => {
      requireSuccess({ migrated, quarantined, ...(total === undefined ? {} : { total }) });
    }).toThrow(/of \d+ documents cannot be mapped; at least 95 %/);
  });
});
