import { writeFile } from 'node:fs/promises';

import { opsFiles } from './ops-files.js';

// `npm run ops`: writes the files in ops/ that are made from the code.
for (const { file, text } of opsFiles()) await writeFile(`ops/${file}`, text);
