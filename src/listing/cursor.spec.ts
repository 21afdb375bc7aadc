import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { decodeCursor, encodeCursor, listingFingerprint } from './cursor.js';
import { NO_FILTER } from './filters.js';

const fingerprint = listingFingerprint(NO_FILTER, 'price');

describe('cursors', () => {
  it.each([
    { title: 'a string id', id: 'prod_1' },
    { title: 'an ObjectId', id: new mongo.ObjectId('5f0000000000000000000001') },
    { title: 'a number', id: 7 },
    { title: 'a UUID', id: new mongo.UUID('00000000-0000-4000-8000-000000000001') },
  ])('keep $title in its own type', ({ id }) => {
    const cursor = decodeCursor(
      encodeCursor({ side: 'after', key: { values: [99.5], id } }, fingerprint),
      fingerprint,
      'price',
    );
    expect(cursor).toEqual({ side: 'after', key: { values: [99.5], id } });
  });

  it('are refused with another filter or order', () => {
    const text = encodeCursor({ side: 'before', key: { values: [1], id: 'a' } }, fingerprint);
    expect(
      decodeCursor(text, listingFingerprint({ ...NO_FILTER, terms: { metal: ['silver'] } }, 'price'), 'price'),
    ).toBe('mismatch');
    expect(decodeCursor(text, listingFingerprint(NO_FILTER, '-price'), '-price')).toBe('mismatch');
  });

  it.each([
    '',
    'x',
    '!!',
    'eyJhIjoxfQ',
    Buffer.from('[1,2,3,4]').toString('base64url'),
    Buffer.from(`["${fingerprint}","a",[{"$gt":""}],"x"]`).toString('base64url'),
    Buffer.from(`["${fingerprint}","a",[1,2],"x"]`).toString('base64url'),
    'a'.repeat(30_000),
  ])('are refused when forged: %.40s', (text) => {
    expect(decodeCursor(text, fingerprint, 'price')).toBe('malformed');
  });

  it('do not depend on how the same filter is written', () => {
    expect(listingFingerprint({ ...NO_FILTER, terms: { metal: ['silver'], stone: ['ruby'] } }, 'name')).toBe(
      listingFingerprint({ ...NO_FILTER, terms: { stone: ['ruby'], metal: ['silver'] } }, 'name'),
    );
  });
});
