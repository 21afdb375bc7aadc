import type { HtmlTagDescriptor, Plugin } from 'vite';

/** Adds the preload of the text font to a built page: only the build knows the file's name. */
export function fontPreload(font: string): Plugin {
  let base = '/';
  return {
    name: 'font-preload',
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = Object.values(bundle).filter(({ fileName }) => fileName.startsWith(font));
        return files.map(({ fileName }) => preload(`${base}${fileName}`));
      },
    },
  };
}

function preload(href: string): HtmlTagDescriptor {
  const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href };
  return { tag: 'link', attrs, injectTo: 'head' };
}
