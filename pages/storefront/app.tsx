import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

import { address } from '../shared/router.js';
import { Footer } from './frame/footer.js';
import { Header } from './frame/header.js';
import { StaleBar } from './frame/stale-bar.js';
import { ListingView } from './listing/listing-view.js';
import { ProductView } from './product/product-view.js';
import { slugOf } from '../../packages/storefront-address/first-request.js';

/** The developer drawer is loaded on demand: most visitors never open it. */
const drawer = signal<ComponentType<{ onClose: () => void }> | undefined>(undefined);
const isDrawerOpen = signal(false);

async function toggleDrawer(): Promise<void> {
  isDrawerOpen.value = !isDrawerOpen.value;
  if (drawer.value === undefined) drawer.value = (await import('./drawer/drawer.js')).Drawer;
}

function closeDrawer(): void {
  isDrawerOpen.value = false;
  document.getElementById('drawer-opener')?.focus();
}

/** The whole page. */
export function App() {
  const slug = slugOf(address.value.path);
  const Drawer = drawer.value;
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <Header isDrawerOpen={isDrawerOpen.value} onDrawer={() => void toggleDrawer()} />
      <StaleBar />
      <main id="content" tabIndex={-1}>
        {slug === undefined ? <ListingView /> : <ProductView key={slug} />}
      </main>
      <Footer />
      {isDrawerOpen.value && Drawer !== undefined && <Drawer onClose={closeDrawer} />}
    </>
  );
}
