import { describe, expect, it } from '@jest/globals';

import { problem } from '../errors/problem.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { ClientFamilies, clientFamily } from './client-family.js';
import { DEPRECATED_SINCE, deprecationHeaders } from './deprecation.js';
import { withOldError } from './error-form.js';
import { summedUp } from './old-api-history.js';
import { OldApiMeter } from './old-api-meter.js';
import { isOldPath, oldUse } from './old-use.js';
import { metalOfOption } from './vocabulary.js';

describe('the family of a client', () => {
  it.each([
    [undefined, 'none'],
    ['', 'none'],
    ['  ', 'none'],
    ['GenZJewelry/3.2.1 (iPhone; iOS 17.5) CFNetwork/1490', 'genzjewelry'],
    ['okhttp/4.12.0', 'okhttp'],
    ['Dart/3.4 (dart:io)', 'dart'],
    ['curl/8.5.0', 'curl'],
    ['node', 'node'],
    ['python-requests/2.31', 'python-requests'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36', 'chrome'],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0',
      'edge',
    ],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15', 'safari'],
    ['Mozilla/5.0 (iPhone) AppleWebKit/605 (KHTML, like Gecko) CriOS/120 Mobile Safari/604', 'chrome'],
    ['Mozilla/5.0 (X11; rv:120.0) Gecko/20100101 Firefox/120.0', 'firefox'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'bot'],
    ['Mozilla/4.0 (something)', 'browser'],
    ['<script>alert(1)</script>', 'other'],
    ['{"a":1}', 'other'],
    ['a'.repeat(10_000), 'other'],
    ['💍/1', 'other'],
  ])('%.40s is %s', (userAgent, family) => {
    expect(clientFamily(userAgent)).toBe(family);
  });

  it('comes from a bounded set that always includes the common ones', () => {
    const families = new ClientFamilies();
    const seen = new Set(Array.from({ length: 500 }, (_, i) => families.of(`App${i}/1.0`)));
    expect(seen.size).toBe(31);
    expect(families.of('okhttp/4.12')).toBe('okhttp');
    expect(families.of('App0/2.0')).toBe('app0');
    expect(families.of('Late/1.0')).toBe('other');
  });
});

describe('deprecation headers', () => {
  it('name the date as RFC 9745 writes it, the guide, and the sunset as an HTTP date', () => {
    expect(deprecationHeaders(new Date('2027-06-30'), '</next>; rel="next"')).toEqual({
      Deprecation: `@${DEPRECATED_SINCE.getTime() / 1000}`,
      Link: '</next>; rel="next", </docs/clients>; rel="deprecation"; type="text/markdown"',
      Sunset: 'Wed, 30 Jun 2027 00:00:00 GMT',
    });
  });

  it('never name a sunset before the deprecation', () => {
    expect(deprecationHeaders(new Date('2026-01-01T00:00:00Z'), undefined)).toMatchObject({
      Deprecation: '@1767225600',
      Sunset: 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
    expect(deprecationHeaders(undefined, '')).not.toHaveProperty('Sunset');
  });
});

describe('the old error', () => {
  it('stands beside the problem', () => {
    const body = {
      success: false,
      ...problem(400, 'INVALID_INPUT', 'metals must be one of silver'),
      errors: [
        { parameter: 'metals', value: 'x', problem: 'must be one of silver' },
        { parameter: 'foo', value: '1', problem: 'unknown parameter' },
      ],
      requestId: 'r1',
    };
    expect(JSON.parse(withOldError(JSON.stringify(body), new Date(0)))).toEqual({
      ...body,
      error: {
        code: 'INVALID_INPUT',
        message: 'metals must be one of silver',
        details: [
          { field: 'metals', message: 'must be one of silver', code: 'INVALID_VALUE' },
          { field: 'foo', message: 'unknown parameter', code: 'UNKNOWN_PARAMETER' },
        ],
      },
      meta: { timestamp: '1970-01-01T00:00:00.000Z', requestId: 'r1', version: '1.0.0' },
    });
  });

  it.each(['', 'not json', 'null', '[]', '{"a":1}'])('leaves %s as it is', (text) => {
    expect(withOldError(text, new Date(0))).toBe(text);
  });
});

describe('what is old in a request', () => {
  it.each<[string | undefined, unknown, readonly string[]]>([
    ['/api/products', { minPrice: '1', metal: 'x', sortBy: '' }, ['minPrice', 'sortBy']],
    ['/api/products', { metal: 'x' }, []],
    ['/api/products', undefined, []],
    ['/api/products/featured', {}, ['GET /featured']],
    ['/api/products/category/:category', { maxPrice: '1' }, ['GET /category/:category', 'maxPrice']],
    ['/api/products/:idOrSlug', { minPrice: '1' }, []],
    ['/api/admin/products', { minPrice: '1' }, []],
    [undefined, { minPrice: '1' }, []],
  ])('%s %j', (route, query, used) => {
    expect(oldUse(route, query)).toEqual(used);
  });

  it.each([
    ['/api/products', true],
    ['/api/products?q=x', true],
    ['/api/products/x', true],
    ['/api/productsx', false],
    ['/api/admin/products', false],
  ])('%s', (url, isOld) => {
    expect(isOldPath(url)).toBe(isOld);
  });
});

describe('counts', () => {
  it('are kept by client and parameter, and given back where they could not be stored', () => {
    const meter = new OldApiMeter(new MetricsRegistry());
    meter.observe('okhttp/4', ['minPrice', 'metals']);
    meter.observe('okhttp/5', ['minPrice']);
    meter.observe(undefined, ['GET /featured']);
    const counted = meter.take();
    expect(counted).toEqual([
      { client: 'okhttp', requests: 2, parameters: { minPrice: 2, metals: 1 } },
      { client: 'none', requests: 1, parameters: { 'GET /featured': 1 } },
    ]);
    expect(meter.take()).toEqual([]);
    meter.giveBack(counted);
    meter.observe('okhttp/4', ['metals']);
    expect(meter.take()).toContainEqual({ client: 'okhttp', requests: 3, parameters: { minPrice: 2, metals: 2 } });
  });

  it('are summed up over days, the most first', () => {
    const [first, second] = [new Date('2026-01-01T10:00:00Z'), new Date('2026-01-02T10:00:00Z')];
    expect(
      summedUp([
        { client: 'a', requests: 1, lastAt: second, parameters: { x: 1 } },
        { client: 'b', requests: 5, lastAt: first, parameters: { y: 2, x: 4 } },
        { client: 'a', requests: 2, lastAt: first, parameters: { y: 2 } },
      ]),
    ).toEqual([
      {
        client: 'b',
        requests: 5,
        lastAt: first,
        parameters: [
          { parameter: 'x', requests: 4 },
          { parameter: 'y', requests: 2 },
        ],
      },
      {
        client: 'a',
        requests: 3,
        lastAt: second,
        parameters: [
          { parameter: 'y', requests: 2 },
          { parameter: 'x', requests: 1 },
        ],
      },
    ]);
  });
});

describe('a material option', () => {
  it.each([
    ['gold-14k', '14k-gold'],
    ['white-gold-18k', '18k-white-gold'],
    ['rose_gold_14k', '14k-rose-gold'],
    ['platinum-950', 'platinum'],
    ['silver-925', 'silver'],
    ['14k-white-gold', '14k-white-gold'],
    ['titanium', 'titanium'],
    ['Sterling Silver', 'silver'],
    ['unspecified', 'unspecified'],
    ['wood-oak', undefined],
    ['', undefined],
  ])('%s is of %s', (id, metal) => {
    expect(metalOfOption(id)).toBe(metal);
  });
});
