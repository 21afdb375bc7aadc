import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What the head of each page names besides its own scripts and styles, by a part of the file's name. */
const PRELOADED_FONTS: Readonly<Record<string, readonly string[]>> = {
  storefront: ['ysabeau-office-latin-wght-normal'],
  console: ['atkinson-hyperlegible-next-latin-wght-normal'],
};

/** Pages that ask for their first data before the framework has arrived, and the entry that does so. */
const EARLY_SCRIPTS: Readonly<Record<string, string>> = { storefront: 'early' };

/** Adds the preload of its font and its early script to a built page: only the build knows their hashed names. */
export function pageHead(): Plugin {
  let base = '/';
  return {
    name: 'page-head',
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { path, bundle }) {
        const page = path.split('/').at(-2) ?? '';
        const early = EARLY_SCRIPTS[page];
        if (bundle === undefined) return early === undefined ? [] : [script(`/${page}/${early}.ts`)];
        const files = Object.values(bundle);
        const chunk = files.find((file) => file.type === 'chunk' && file.isEntry && file.name === early);
        const fonts = files.filter(({ fileName }) => PRELOADED_FONTS[page]?.some((name) => fileName.startsWith(name)));
        return [
          ...(chunk === undefined ? [] : [script(`${base}${chunk.fileName}`)]),
          ...fonts.map(({ fileName }) => fontPreload(`${base}${fileName}`)),
        ];
      },
    },
  };
}

/** `async`: it neither waits for the page's own module nor makes it wait. */
function script(src: string): HtmlTagDescriptor {
  return { tag: 'script', attrs: { type: 'module', async: true, src }, injectTo: 'head' };
}

function fontPreload(href: string): HtmlTagDescriptor {
  return {
    tag: 'link',
    attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href },
    injectTo: 'head',
  };
}
