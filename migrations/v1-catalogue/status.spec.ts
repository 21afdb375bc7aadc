import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { status } from './status.js';

const at = (value: string, warned = false): object => ({
  'metadata.status': value,
  ...(warned ? { warns: ['metadata.status'] } : {}),
});

describe('metadata.status', () => {
  it.each([
    ...['active', 'inactive', 'out-of-stock', 'discontinued', 'coming-soon', 'sold'].map((word) => ({
      doc: { metadata: { status: word } },
      expected: at(word),
    })),
    { doc: { metadata: { status: ' Active ' } }, expected: at('active') },
    { doc: { metadata: {} }, expected: at('active', true) },
    { doc: { metadata: { status: null } }, expected: at('active', true) },
    { doc: { metadata: { status: '  ' } }, expected: at('active', true) },
    { doc: { metadata: 'active' }, expected: at('active', true) },
    { doc: { metadata: { status: 5 } }, expected: at('inactive', true) },
    { doc: { metadata: { status: ['active'] } }, expected: at('inactive', true) },
    { doc: { metadata: { status: {} } }, expected: at('inactive', true) },
    { doc: { status: 'inactive' }, expected: at('active', true) },
  ])('$doc → $expected', ({ doc, expected }) => {
    expect(mapped(status, doc)).toEqual(expected);
  });
});
