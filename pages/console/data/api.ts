import { createApi } from '../../shared/api-client.js';

/** The API client of the console; `request.ts` adds the key. */
export const api = createApi();
