import type { Failure } from '../api/types';
import { duration, instant } from './format';
import { stateView } from './state';

interface Explained {
  state: string;
  waitReason?: string | null;
  failure?: Failure | string | null;
  reason?: string | null;
}

/** Why it failed, as the master told it. */
export function failureSentence(one: Explained): string | undefined {
  return stateView(one.state).tone === 'failed' ? told(one) || one.reason || undefined : undefined;
}

/** Why its last attempt failed, while it goes on. */
export function setbackSentence(one: Explained): string | undefined {
  return stateView(one.state).live ? told(one) : undefined;
}

/** What follows the failure: "restart 2 of 5 in 20 s". */
export function nextSentence(one: Explained): string | undefined {
  const next = typeof one.failure === 'string' ? undefined : one.failure?.next;
  return next ? `${next.charAt(0).toUpperCase()}${next.slice(1)}.` : undefined;
}

/** A reason, and for how much longer it holds where that is known. */
export function reasonLine(one: { text: string; until?: string }, now: number): string {
  const until = instant(one.until);
  return until === undefined ? one.text : `${one.text} · ${duration((until - now) / 1000)} left`;
}

function told(one: Explained): string | undefined {
  return (typeof one.failure === 'string' ? one.failure : one.failure?.message) || undefined;
}

/** Why it waits, while it waits. */
export function waitSentence(one: Explained): string | undefined {
  const { tone } = stateView(one.state);
  if (tone !== 'waiting' && tone !== 'starting' && tone !== 'paused') return undefined;
  return one.waitReason || one.reason || undefined;
}
