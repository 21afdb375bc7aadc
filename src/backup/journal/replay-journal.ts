import { RestoreFailedError } from '../backup-errors.js';
import type { RestorableMetadata } from '../collection-metadata.js';
import type { InexactDocument } from '../compare-documents.js';
import type { BackupManifest } from '../manifest.js';
import type { LoadTarget } from '../raw-insert.js';
import type { RestoredPoint, RestoreOptions } from '../restore-options.js';
import type { ChangeEvent } from './change-event.js';
import { clusterTimeText, isoSecond } from './cluster-timestamp.js';
import { type FoldedSchema, foldSchema, SCHEMA_EVENTS } from './fold-schema.js';
import type { JournalPart, JournalReader } from './journal-reader.js';
import { Replay } from './replay.js';

/** The target to which a part of the journal is applied. */
export interface ReplayTask {
  readonly scratch: LoadTarget;
  readonly manifest: BackupManifest;
  readonly metadata: RestorableMetadata;
  readonly journal: JournalReader;
  readonly part: JournalPart;
}

/** The result. */
export interface Replayed {
  readonly inexactCount: number;
  readonly inexact: readonly InexactDocument[];
  /** Indexes and options at that time; `null`: those of the backup. */
  readonly schema: FoldedSchema | null;
  readonly point: RestoredPoint;
}

/** Applies a checked part of the journal to the restored backup; the indexes are built later. */
export async function replayJournal(
  { scratch, manifest, metadata, journal, part }: ReplayTask,
  { signal, onProgress, onStep }: RestoreOptions,
): Promise<Replayed> {
  await onStep?.('replaying');
  const { documents, files } = manifest;
  const replay = new Replay(scratch, files.documents.contentBytes / Math.max(1, documents));
  const schemaEvents: ChangeEvent[] = [];
  let seen = 0;
  for await (const event of journal.events(manifest, part)) {
    signal?.throwIfAborted();
    if (SCHEMA_EVENTS.includes(event.kind)) schemaEvents.push(event);
    else await replay.add(event);
    seen += 1;
    onProgress?.(seen, part.events);
  }
  await replay.finish();
  // The count comes from the earlier check of the journal.
  if (seen !== part.events)
    throw new RestoreFailedError(
      'The journal gave ' +
        (`${seen} changes instead of the ${part.events} that were checked: something changed it meanwhile; ` +
          'restore again'),
    );
  const schema = schemaEvents.length === 0 ? null : foldSchema(metadata, schemaEvents);
  if (schema !== null && Object.keys(schema.changedOptions).length > 0)
    await scratch.db.command({ collMod: scratch.name, ...schema.changedOptions, writeConcern: { w: 'majority' } });
  return {
    inexactCount: replay.inexactCount,
    inexact: replay.inexact,
    schema,
    point: {
      clusterTime: clusterTimeText(part.to),
      time: isoSecond(part.to),
      changes: replay.applied,
      note: part.note,
    },
  };
}
