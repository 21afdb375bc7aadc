import { useId, useState } from 'preact/hooks';

import { messageOf, RequestError } from '../data/request.js';
import { begin, endedBecause } from '../data/session.js';
import { askWhose } from '../data/whose-key.js';
import { Notice } from '../widgets/notice.js';

/** Asks for an API key. The service identifies its owner; without its confirmation nobody is signed in. */
export function SignIn() {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const signIn = (event: Event): void => {
    event.preventDefault();
    if (key.trim() === '' || busy) return;
    setBusy(true);
    askWhose(key.trim())
      .then(
        (whose) => begin(key.trim(), whose),
        (error: unknown) => setProblem(sentenceOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <form class="sign-in-form" onSubmit={signIn}>
        <h1>Catalog console</h1>
        <p class="quiet">Migrations, products and upkeep of this catalog.</p>
        {endedBecause.value !== null && problem === null && <Notice tone="warn" title={endedBecause.value} />}
        <label htmlFor={id}>API key</label>
        <input
          id={id}
          class="input mono"
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={key}
          autofocus
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <p class="quiet">The key stays in this tab until you close it. The demo prints its key when it starts.</p>
        {problem !== null && <Notice tone="bad" title={problem} urgent />}
        <button type="submit" class="button act" aria-disabled={busy}>
          {busy ? 'Checking …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function sentenceOf(error: unknown): string {
  if (error instanceof RequestError && error.status === 401) return 'The service does not know this key.';
  if (error instanceof TypeError) return 'This is not a key: it contains invalid characters.';
  return messageOf(error);
}
