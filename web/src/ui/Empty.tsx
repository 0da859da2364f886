import type { ReactNode } from 'react';
import { Command } from './Copy';

/** An empty page: what would be here, and the one command that fills it. */
export function Empty({ title, children, command }: { title: string; children?: ReactNode; command?: string }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {command && <Command text={command} />}
    </div>
  );
}

/** A fault at the top of what it concerns. What is shown below it may be old, and says so. */
export function Problem({ message, stale, onRetry }: { message: string; stale?: boolean; onRetry?: () => void }) {
  return (
    <div className="problem" role="alert">
      <p>
        {/[.!?]$/.test(message) ? message : `${message}.`}
        {stale && ' What you see below is from before.'}
      </p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Grey bars of the final size, so that nothing jumps when data arrives. */
export function Skeleton({ rows, height = 40 }: { rows: number; height?: number }) {
  return (
    <div className="skeleton" aria-busy="true" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <span key={row} style={{ height: height - 16 }} />
      ))}
    </div>
  );
}
