import { writeFile } from 'node:fs/promises';
import { apiDocuments } from './api-documents.js';

// `npm run docs`, part of the build: writes docs/schema.graphql and docs/openapi.json.
for (const { file, text } of await apiDocuments()) await writeFile(`docs/${file}`, text);
process.exit(0);
