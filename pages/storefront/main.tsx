import '../shared/base.css';
import '../shared/fonts-storefront.css';
import './styles/storefront.css';

import { effect, untracked } from '@preact/signals';
import { render } from 'preact';

import { address, startRouter } from '../shared/router.js';
import { applyTheme } from '../shared/theme.js';
import { App } from './app.js';
import { cameBack } from './data/freshness.js';
import { askListingAgain, leaveListing, showListing } from './data/listing-store.js';
import { askProductAgain, leaveProduct, showProduct } from './data/product-store.js';
import { scrollFor } from './state/scroll.js';
import { slugOf } from '../../packages/storefront-address/first-request.js';
import { selection } from './state/go.js';

applyTheme();
startRouter(({ pathname }) => pathname === '/' || slugOf(pathname) !== undefined);

let previousPath: string | undefined;
effect(() => {
  const here = address.value;
  untracked(() => {
    const slug = slugOf(here.path);
    if (slug === undefined) {
      leaveProduct();
      void showListing(selection.value, here.arrival);
    } else {
      leaveListing();
      void showProduct(slug);
    }
    scrollFor(here, previousPath);
    previousPath = here.path;
  });
});

effect(() => {
  if (cameBack.value === 0) return;
  untracked(() => (slugOf(address.value.path) === undefined ? askListingAgain() : askProductAgain()));
});

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
