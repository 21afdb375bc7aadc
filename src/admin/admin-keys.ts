import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import type { AuditedAction } from '../audit/audit-record.js';
import { AuditLog } from '../audit/audit-log.js';
import type { ApiKey } from '../config/api-key.js';
import { Settings } from '../config/settings.js';
import { UnprocessableError } from '../errors/domain-error.js';
import { messageOf } from '../errors/message-of.js';
import { processOwner } from '../leases/process-owner.js';
import { findKey } from './admin-key.js';
import { readKeyFile } from './key-file.js';

/** How often the file is checked; a removed key is refused within this time. */
const LOOK_EVERY_MS = 2_000;

/** Changes in a new file, by key name. */
interface KeyChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Another key, role or expiry date under the same name. */
  readonly changed: readonly string[];
}

/**
 * The admin API's keys: those of the settings, and those of `ADMIN_API_KEYS_FILE`, which is reread regularly so that
 * keys change without a restart. If the file is unreadable or invalid, the known keys stay valid. Every change is
 * recorded in the audit log.
 */
@Injectable()
export class AdminKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AdminKeys.name);
  private fromFile: readonly ApiKey[] = [];
  private problem: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {
    const { ADMIN_API_KEYS_FILE: path, ADMIN_API_KEYS: given } = settings;
    if (path !== undefined) this.fromFile = readKeyFile(path, given);
  }

  /** All keys, including expired ones. */
  get all(): readonly ApiKey[] {
    return [...this.settings.ADMIN_API_KEYS, ...this.fromFile];
  }

  onApplicationBootstrap(): void {
    if (this.settings.ADMIN_API_KEYS_FILE === undefined) return;
    this.timer = setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The entry of a key, expired or not. */
  find(shown: string): ApiKey | undefined {
    return findKey(this.all, shown);
  }

  /** Rereads the file and applies its changes. */
  look(): void {
    const { ADMIN_API_KEYS_FILE: path, ADMIN_API_KEYS: given } = this.settings;
    if (path === undefined) return;
    try {
      const keys = readKeyFile(path, given);
      const changes = changesOf(this.fromFile, keys);
      this.fromFile = keys;
      this.problem = undefined;
      if (Object.values(changes).some(({ length }: readonly string[]) => length > 0)) this.tell(path, changes);
    } catch (error) {
      const problem = messageOf(error);
      if (problem === this.problem) return;
      this.problem = problem;
      this.logger.error(`The admin keys stay unchanged: ${problem}`);
      this.record(path, { problem }, () => Promise.reject(new UnprocessableError(problem, [])));
    }
  }

  private tell(path: string, changes: KeyChanges): void {
    this.logger.log(
      `Admin keys of ${path}: ${Object.entries(changes)
        .flatMap(([what, names]: [string, readonly string[]]) =>
          names.length > 0 ? [`${names.join(', ')} ${what}`] : [],
        )
        .join('; ')}`,
    );
    this.record(path, { ...changes }, () => Promise.resolve());
  }

  /** Takes effect at once: waiting for the audit log would keep a stolen key valid while the database is down. */
  private record(path: string, params: NonNullable<AuditedAction['params']>, effect: () => Promise<void>): void {
    const actor = { name: processOwner(), role: 'admin', via: 'file' } as const;
    this.audit.around({ actor, action: 'access.keys', target: path, params }, effect).catch((error: unknown) => {
      if (this.problem === undefined) this.logger.warn(`The change of keys was not recorded: ${messageOf(error)}`);
    });
  }
}

function changesOf(before: readonly ApiKey[], after: readonly ApiKey[]): KeyChanges {
  const old = new Map(before.map((key) => [key.name, JSON.stringify(key)]));
  const now = new Map(after.map((key) => [key.name, JSON.stringify(key)]));
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now].filter(([name, entry]) => old.has(name) && old.get(name) !== entry).map(([name]) => name),
  };
}
