export const asked = fetch('/api/products?facets=true');
