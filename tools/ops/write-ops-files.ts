import { readFile, writeFile } from 'node:fs/promises';

import { ALERT_RULES } from '../../src/alerts/alert-rules.js';
import { withAlertTable } from './alert-table.js';
import { opsFiles } from './ops-files.js';

const GUIDE = 'docs/monitoring.md';

// `npm run ops`: writes the generated files in ops/ and the table of alerts in the documentation.
for (const { file, text } of opsFiles()) await writeFile(`ops/${file}`, text);
await writeFile(GUIDE, withAlertTable(await readFile(GUIDE, 'utf8'), ALERT_RULES));
