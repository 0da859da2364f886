import type { Failure } from '../api/types';
import { stateView } from './state';

interface Explained {
  state: string;
  waitReason?: string | null;
  failure?: Failure | string | null;
  reason?: string | null;
}

/** Why it failed, as the master told it. */
export function failureSentence(one: Explained): string | undefined {
  const told = (typeof one.failure === 'string' ? one.failure : one.failure?.message) || undefined;
  return told ?? (stateView(one.state).tone === 'failed' ? one.reason || undefined : undefined);
}

/** Why it waits, while it waits. */
export function waitSentence(one: Explained): string | undefined {
  const { tone } = stateView(one.state);
  if (tone !== 'waiting' && tone !== 'starting' && tone !== 'paused') return undefined;
  return one.waitReason || one.reason || undefined;
}
