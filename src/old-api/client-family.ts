/** Browsers, by the token that distinguishes them from those they imitate; the order matters. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/bot\b|crawl|spider/i, 'bot'],
  [/\bEdg(?:e|A|iOS)?\//, 'edge'],
  [/\bOPR\//, 'opera'],
  [/\b(?:Firefox|FxiOS)\//, 'firefox'],
  [/\b(?:Chrome|CriOS)\//, 'chrome'],
  [/\bSafari\//, 'safari'],
];

/** Families that always keep their own label, however many others there are. */
const COMMON = [
  'none',
  'other',
  'browser',
  ...BROWSERS.map(([, name]) => name),
  'okhttp',
  'cfnetwork',
  'dart',
  'axios',
  'node',
  'undici',
  'curl',
  'python-requests',
  'go-http-client',
  'java',
  'postmanruntime',
];

/** The maximum number of families beyond the common ones: a metric's labels must not grow with what clients send. */
const MAX_FURTHER = 30;

/**
 * The family of a client: the product at the start of its `User-Agent`, in lower case and without its version
 * (`GenZJewelry/3.2 (iPhone)` becomes `genzjewelry`). For browsers, which all start with `Mozilla`, it is the browser.
 */
export function clientFamily(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 512).trim();
  if (text === '') return 'none';
  const product = /^[A-Za-z][\w.-]{0,31}(?=[/\s(;,]|$)/.exec(text)?.[0].toLowerCase();
  if (product === undefined) return 'other';
  return product === 'mozilla' ? (BROWSERS.find(([pattern]) => pattern.test(text))?.[1] ?? 'browser') : product;
}

/** Bounds the number of families: after the first thirty unusual ones, any other is `other`. */
export class ClientFamilies {
  private readonly known = new Set<string>(COMMON);

  /** The family of a client, or `other`. */
  of(userAgent: string | undefined): string {
    const family = clientFamily(userAgent);
    if (this.known.has(family)) return family;
    if (this.known.size >= COMMON.length + MAX_FURTHER) return 'other';
    this.known.add(family);
    return family;
  }
}
