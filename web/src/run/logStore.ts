import type { TrialLine } from '../api/types';
import { plain, settled } from '../logic/ansi';

export const levels = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type Level = (typeof levels)[number];

/**
 * All lines of a log, held as columns so that a million of them stay light. `version` counts the changes; a line's number
 * in the log, from 1, is its address.
 */
export class LogStore {
  readonly texts: string[] = [];
  readonly times: number[] = [];
  readonly ranks: number[] = [];
  version = 0;

  add(lines: TrialLine[]): void {
    for (const line of lines) {
      this.texts.push(settled(line.log.endsWith('\n') ? line.log.slice(0, -1) : line.log));
      this.times.push(Date.parse(line.timestamp));
      this.ranks.push(rankOf(line.level));
    }
    this.version++;
  }

  clear(): void {
    this.texts.length = 0;
    this.times.length = 0;
    this.ranks.length = 0;
    this.version++;
  }

  get length(): number {
    return this.texts.length;
  }

  /** The indices from `from` on of the lines that are at least that severe, appended to `into`. */
  select(least: number, from: number, into: number[]): void {
    for (let index = from; index < this.texts.length; index++) {
      if ((this.ranks[index] ?? 0) >= least) into.push(index);
    }
  }

  /** The places in `rows` whose text holds `wanted`, in any case; from the place `from` on, appended to `into`. */
  search(wanted: string, rows: ArrayLike<number>, from: number, into: number[]): void {
    const low = wanted.toLowerCase();
    for (let place = from; place < rows.length; place++) {
      const text = this.texts[rows[place] ?? 0] ?? '';
      if (plain(text).toLowerCase().includes(low)) into.push(place);
    }
  }
}

/** The severity of a level of the wire; a line without one counts as INFO. */
export function rankOf(level: string | undefined): number {
  const rank = levels.indexOf((level ?? '').replace(/^LOG_LEVEL_/, '') as Level);
  return rank < 0 ? 2 : rank;
}
