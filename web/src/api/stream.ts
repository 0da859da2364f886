import { ApiError, send, sentence } from './client';

/** Cuts a stream of text into its lines; the last, unfinished one is kept for the next piece. */
export class LineCutter {
  private rest = '';

  push(piece: string): string[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }
}

/**
 * Reads a streaming operation: calls `take` with the results of each piece as it arrives, returns when the stream ends,
 * throws {@link ApiError} on an error in the stream, and AbortError when `signal` says so.
 */
export async function readStream<T>(path: string, signal: AbortSignal, take: (results: T[]) => void): Promise<void> {
  const answer = await send('GET', path, undefined, signal);
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const cutter = new LineCutter();
  let busySince = performance.now();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const results: T[] = [];
    for (const line of cutter.push(value)) {
      if (line === '') continue;
      const parsed = JSON.parse(line) as { result?: T; error?: { httpCode?: number } };
      if (parsed.error) throw new ApiError(parsed.error.httpCode ?? 500, sentence(line, 500));
      if (parsed.result) results.push(parsed.result);
    }
    if (results.length > 0) take(results);
    // A stream that always has more must leave the page time to paint and to listen.
    if (performance.now() - busySince > 20) {
      await new Promise(resolve => setTimeout(resolve));
      busySince = performance.now();
    }
  }
}
