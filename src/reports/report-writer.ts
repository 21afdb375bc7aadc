import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf } from '../errors/message-of.js';
import type { ReadableJson } from './readable-json.js';
import { readableJson } from './readable-json.js';
import { ReportFileError, ReportNotFoundError } from './report-errors.js';
import type { ReportName } from './report-names.js';
import { isReportName, REPORT_NAMES } from './report-names.js';

/** A report that has been written. */
export interface ReportFile {
  readonly name: ReportName;
  readonly bytes: number;
  readonly writtenAt: Date;
}

/**
 * Writes a report in place of the one before. It appears under its name whole or not at all: a reader beside, or a
 * crash in the middle, never leaves half of one.
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

/** A report as it was written last; a `ReportNotFoundError` where it has not been, or where nothing is called so. */
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

/** The reports that have been written; a folder that does not exist holds none. */
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

/** The new name itself has to survive a power cut too. */
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
