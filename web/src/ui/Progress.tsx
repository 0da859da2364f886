import { percent } from '../logic/format';

export function Progress({ value, label, tone = 'running' }: { value: number; label: string; tone?: string }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div className="progress">
      <div
        className={`bar ${tone}`}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <span className="number">{percent(share)}</span>
    </div>
  );
}
