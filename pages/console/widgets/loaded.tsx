import type { ComponentChildren } from 'preact';

import { timeOfDay } from '../data/format.js';
import type { Resource } from '../data/resource.js';
import { Button } from './button.js';
import { Notice } from './notice.js';

/**
 * Data from the API: a line while it is loading, an error with what to do if that failed, and the last response,
 * labeled with its age, if a later one failed.
 */
export function Loaded<T>({
  of,
  what,
  children,
}: {
  readonly of: Resource<T>;
  readonly what: string;
  readonly children: (data: T) => ComponentChildren;
}) {
  const { data, error, at, loading, reload } = of;
  if (data === undefined && error === undefined)
    return <p class="quiet loading" aria-busy={loading}>{`Loading ${what} …`}</p>;
  return (
    <>
      {error !== undefined && (
        <Notice
          tone="warn"
          title={
            data === undefined
              ? `No ${what}`
              : `${what.charAt(0).toUpperCase()}${what.slice(1)} as of ${at === undefined ? 'before' : timeOfDay(at)}`
          }
          actions={
            <Button onPress={reload} icon="refresh-cw">
              Try again
            </Button>
          }
        >
          <p>{error.message}</p>
          {error.requestId !== null && <p class="quiet">{`Request ${error.requestId}`}</p>}
        </Notice>
      )}
      {data !== undefined && children(data)}
    </>
  );
}
