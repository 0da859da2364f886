/** Requests to the master. The browser's cookie carries the session. */

/** An answer that was not 2xx, with the master's own sentence. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const signedOutListeners = new Set<() => void>();

/** Calls `listener` whenever the master answers that nobody is signed in. Returns the way to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send('GET', path, undefined, signal)).json() as Promise<T>;
}

export async function post<T>(path: string, body: object = {}, signal?: AbortSignal): Promise<T> {
  return (await send('POST', path, body, signal)).json() as Promise<T>;
}

/** The raw answer, for streams. Throws {@link ApiError} for anything but 2xx. */
export async function send(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(path, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
    ...(signal ? { signal } : {}),
  }).catch((fault: unknown) => {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
    throw new ApiError(0, 'The master does not answer. Is it running? Try: ./det status');
  });
  if (answer.ok) return answer;
  if (answer.status === 401 && !path.includes('/auth/')) for (const listener of signedOutListeners) listener();
  throw new ApiError(answer.status, sentence(await answer.text(), answer.status));
}

/** The master's sentence in an error body, in any of its three forms. */
export function sentence(body: string, status: number): string {
  try {
    const parsed = JSON.parse(body) as { message?: string; error?: string | { error?: string; message?: string } };
    if (typeof parsed.error === 'string') return parsed.error;
    const text = parsed.error?.error ?? parsed.error?.message ?? parsed.message;
    if (text) return text;
  } catch {
    // Not JSON: a proxy in between, say.
  }
  return `The master answered ${status}.`;
}
