import { useState } from 'preact/hooks';

import { Act } from '../../widgets/act.js';
import { Command } from '../../widgets/copy.js';
import { Notice } from '../../widgets/notice.js';
import { type Index, removeIndex, unhideIndex } from './index-data.js';

interface ActsProps {
  readonly index: Index;
  readonly reload: () => void;
}

/** The actions on one index: hide, unhide and drop. */
export function IndexRowActs({ index, reload }: ActsProps) {
  const { name, state, hidden } = index;
  const [force, setForce] = useState(false);
  if (state === 'missing' || state === 'on-request' || state === 'building') return null;
  const then = (said: string): string => {
    reload();
    return said;
  };
  return (
    <div class="button-row in-line">
      {hidden && (
        <Act
          label="Unhide"
          icon="rotate-ccw"
          needs="operator"
          command={`npx catalog indexes unhide ${name}`}
          run={() => unhideIndex(name).then(then)}
          reasonId="no-index-act"
        />
      )}
      <Act
        label={hidden ? 'Drop' : 'Hide'}
        act={hidden ? 'Drop the index' : 'Hide the index, to be dropped later'}
        icon="trash-2"
        kind={hidden ? 'grave' : 'plain'}
        needs="admin"
        command={`npx catalog indexes drop ${name}${force ? ' --force' : ''}`}
        reasonId="no-index-act"
        confirm={{
          title: hidden ? 'Drop this index?' : 'Take this index out of use?',
          id: name,
          what: 'index',
          children: <Words index={index} force={force} onForce={setForce} />,
        }}
        run={() => removeIndex(name, force).then(then)}
      />
    </div>
  );
}

interface WordsProps {
  readonly index: Index;
  readonly force: boolean;
  readonly onForce: (force: boolean) => void;
}

function Words({ index: { hidden, declared }, force, onForce }: WordsProps) {
  return (
    <>
      <p>
        {hidden
          ? 'If its grace period is over, it is dropped; rebuilding it takes a pass over the collection.'
          : 'Queries no longer use it, but it is kept up to date: Unhide brings it back immediately. ' +
            'Repeat this after the grace period to drop it.'}
      </p>
      {declared && (
        <>
          <Notice tone="warn" title="This index is declared">
            <p>The service rebuilds it when it is missing. Removing it requires the option below.</p>
          </Notice>
          <label class="check">
            <input type="checkbox" checked={force} onChange={(event) => onForce(event.currentTarget.checked)} />
            <span>Although it is declared</span>
          </label>
        </>
      )}
      <p class="quiet">
        See what it serves first: <Command text="npx catalog indexes analyze" />
      </p>
    </>
  );
}
