import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

import { messageOf } from '../data/request.js';
import { Button } from './button.js';
import { Command, CopyButton } from './copy.js';
import { Dialog } from './dialog.js';
import { Notice } from './notice.js';

interface ConfirmProps {
  readonly title: string;
  /** What will happen, what is lost, how to undo it. */
  readonly children: ComponentChildren;
  /** The button's text: the action itself, never "OK". */
  readonly act: string;
  readonly grave?: boolean;
  /** The id to type; if absent, a click is enough. */
  readonly typed?: string;
  /** What the typed id identifies: `run`, `backup`. */
  readonly typedWhat?: string;
  /** The equivalent command. */
  readonly command?: string;
  /** Performs the action; if it throws, the error is shown and the dialog stays open. */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for confirmation; with `typed`, only after the id has been typed. */
export function ConfirmDialog(props: ConfirmProps) {
  const { title, children, act, grave = false, typed, typedWhat = 'run', command, onConfirm, onClose } = props;
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const missing = typed !== undefined && text.trim() !== typed ? `Type the ${typedWhat}’s id first` : null;
  const confirm = (): void => {
    if (missing !== null || busy) return;
    setBusy(true);
    setProblem(null);
    onConfirm()
      .then(onClose, (error: unknown) => setProblem(messageOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind={grave ? 'grave' : 'act'} onPress={confirm} disabled={missing} reasonShown busy={busy}>
            {act}
          </Button>
        </>
      }
    >
      {children}
      {typed !== undefined && <TypedId id={typed} what={typedWhat} text={text} onText={setText} onEnter={confirm} />}
      {command !== undefined && (
        <p class="by-command">
          Command line: <Command text={command} />
        </p>
      )}
      {problem !== null && (
        <Notice tone="bad" title="Not done" urgent>
          <p>{problem}</p>
        </Notice>
      )}
    </Dialog>
  );
}

interface TypedIdProps {
  readonly id: string;
  readonly what: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onEnter: () => void;
}

function TypedId({ id, what, text, onText, onEnter }: TypedIdProps) {
  const field = useId();
  return (
    <div class="typed">
      <label htmlFor={field}>{`Type the ${what}’s id to confirm`}</label>
      <p class="typed-id">
        <code>{id}</code>
        <CopyButton text={id} label={`Copy the ${what}’s id`} />
      </p>
      <input
        id={field}
        class="input mono"
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter();
        }}
      />
    </div>
  );
}
