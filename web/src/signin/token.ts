import { post } from '../api/client';

/** The token of an address like `…/det/experiments/1#token=…`, or undefined. */
export function tokenOf(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token') || undefined;
}

/** Trades the token of the address for a session cookie. The token leaves the address first, whatever comes of it. */
export async function takeToken(): Promise<void> {
  const token = tokenOf(location.hash);
  if (!token) return;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    await post('/api/v1/auth/session', { token });
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new Error(
      `The link did not sign you in: ${why}. Links hold for a while only; this makes a new one: ./det open`,
    );
  }
}
