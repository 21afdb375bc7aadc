import { createApi } from '../../shared/api-client.js';

/** The API, as the console calls it; `request.ts` gives it the key. */
export const api = createApi();
