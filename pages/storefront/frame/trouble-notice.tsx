import { Icon } from '../../shared/icon.js';
import type { Trouble } from '../data/listing-store.js';
import { secondsSignal } from './clock.js';

const WHY = {
  database: 'The catalog cannot reach its database, and has nothing recent enough to show.',
  limit: 'Too many requests came from your network within a minute.',
  network: 'The catalog does not respond. Your connection may be interrupted.',
} as const;

interface NoticeProps {
  readonly trouble: Trouble;
  readonly onAgain: () => void;
  /** Replaces the reason shown for an empty page. */
  readonly reason?: string;
}

/** Says what is wrong and when it will be retried. */
export function TroubleNotice({ trouble, onAgain, reason }: NoticeProps) {
  if (trouble.kind === 'refused') {
    return (
      <div class="notice" role="alert">
        <Icon name="circle-alert" size={24} />
        <div>
          <h2>This address contains something that the catalog does not know</h2>
          <p>{trouble.problem.detail}</p>
        </div>
      </div>
    );
  }
  const seconds = Math.max(0, Math.ceil((trouble.again - secondsSignal.value) / 1000));
  return (
    <div class="notice" role="alert">
      <Icon name="triangle-alert" size={24} />
      <div>
        <h2>{reason ?? WHY[trouble.why]}</h2>
        <p>
          <span aria-hidden="true">{seconds === 0 ? 'Trying again …' : `Trying again in ${seconds} s.`}</span>
          <span class="unseen">It retries automatically.</span>
        </p>
        <button type="button" class="button" onClick={onAgain}>
          <Icon name="refresh-cw" />
          Try now
        </button>
      </div>
    </div>
  );
}
