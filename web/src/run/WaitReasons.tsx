import type { Trial, WhyResponse } from '../api/types';
import { useFetch } from '../api/useFetch';
import { reasonLine, waitSentence } from '../logic/failure';

/** What lies behind a wait: how many are before it, who holds the slots, which are disabled, and until when. */
export function WaitReasons({ trial }: { trial: Trial }) {
  const sentence = waitSentence(trial);
  const told = useFetch<WhyResponse>(sentence ? `/api/v1/trials/${trial.id}/why` : null, { every: 5000 }).data;
  if (!sentence) return null;
  return (
    <div className="reason">
      {sentence}
      {told && told.reasons.length > 0 && (
        <ul aria-label="Why it waits">
          {told.reasons.map(one => (
            <li key={one.text}>{reasonLine(one, Date.now())}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
