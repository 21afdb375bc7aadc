import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf } from '../errors/message-of.js';
import type { ReadableJson } from './readable-json.js';
import { readableJson } from './readable-json.js';
import { ReportFileError, ReportNotFoundError } from './report-errors.js';
import type { ReportName } from './report-names.js';
import { isReportName, REPORT_NAMES } from './report-names.js';

/** A written report. */
export interface ReportFile {
  readonly name: ReportName;
  readonly bytes: number;
  readonly writtenAt: Date;
}

/**
 * Replaces a report atomically: neither a concurrent reader nor a crash ever sees half of one.
 * @returns the file's path
 */
export async function writeReport(dir: string, name: ReportName, data: object): Promise<string> {
  const target = pathOf(dir, name);
  const partial = join(dir, `.${name}.${randomUUID()}.partial`);
  try {
    await mkdir(dir, { recursive: true });
    await writeDurably(partial, `${JSON.stringify(readableJson(data), null, 2)}\n`);
    await rename(partial, target);
    await syncFolder(dir);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw new ReportFileError(
      `The report ${name} could not be written to ${dir}: ${messageOf(error)}; make REPORT_DIR writable for ` +
        'the service',
      { name },
      { cause: error },
    );
  }
  return target;
}

/** The last written report; throws a `ReportNotFoundError` if it has not been written or its name is unknown. */
export async function readReport(dir: string, name: string): Promise<ReadableJson> {
  const path = pathOf(dir, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) throw new ReportNotFoundError(name);
    throw new ReportFileError(`The report ${name} could not be read: ${messageOf(error)}`, { name }, { cause: error });
  }
  try {
    return JSON.parse(text) as ReadableJson;
  } catch (error) {
    throw new ReportFileError(
      `The report ${name} is not valid JSON (was it edited?); create it again`,
      { name },
      { cause: error },
    );
  }
}

/** The written reports; a missing folder has none. */
export async function listReports(dir: string): Promise<readonly ReportFile[]> {
  const found = await Promise.all(
    REPORT_NAMES.map(async (name) => {
      try {
        const { size, mtimeMs } = await stat(join(dir, name));
        return [{ name, bytes: size, writtenAt: new Date(mtimeMs) }];
      } catch (error) {
        if (isAbsent(error)) return [];
        throw new ReportFileError(
          `The reports in ${dir} could not be listed: ${messageOf(error)}`,
          { name },
          { cause: error },
        );
      }
    }),
  );
  return found.flat();
}

function pathOf(dir: string, name: string): string {
  if (!isReportName(name)) throw new ReportNotFoundError(name);
  return join(dir, name);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The rename itself also has to survive a power failure. */
async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
