import type { Allocation, Checkpoint, Trial, TrialLine } from '../api/types';
import { plain } from './ansi';
import { failureSentence } from './failure';
import { instant } from './format';
import { runState, stateView } from './state';

/** One thing that happened to a run, in words for people. */
export interface RunEvent {
  at: number;
  tone: 'quiet' | 'good' | 'bad';
  text: string;
}

interface Sources {
  trial: Trial;
  allocations: Allocation[];
  checkpoints: Checkpoint[];
  /** The lines that the master itself wrote to the log. */
  told: TrialLine[];
}

/** What happened, newest first. */
export function runEvents({ trial, allocations, checkpoints, told }: Sources): RunEvent[] {
  const events: RunEvent[] = [];
  const add = (time: string | null | undefined, text: string, tone: RunEvent['tone'] = 'quiet') => {
    const at = instant(time);
    if (at !== undefined) events.push({ at, tone, text });
  };
  add(trial.startTime, 'The search made the run.');
  allocations.forEach((one, index) => {
    add(one.startTime, index === 0 ? 'It got its slots.' : `Restarted: attempt ${index + 1} got its slots.`);
    add(one.endTime, one.exitReason ? `Attempt ${index + 1} ended: ${one.exitReason}` : `Attempt ${index + 1} ended.`);
  });
  for (const one of checkpoints) {
    const steps = Number(one.metadata['steps_completed'] ?? 0).toLocaleString('en');
    add(one.reportTime, `Checkpoint ${one.uuid.slice(0, 8)} saved at batch ${steps}.`, 'good');
  }
  for (const line of told) add(line.timestamp, plain(line.log).trim(), line.level.endsWith('ERROR') ? 'bad' : 'quiet');
  const view = stateView(runState(trial));
  if (!view.live) {
    const failure = failureSentence(trial);
    add(trial.endTime, failure ?? `${view.word}.`, failure ? 'bad' : view.tone === 'done' ? 'good' : 'quiet');
  }
  // Of two at one instant the later in this list came later.
  return events.reverse().sort((a, b) => b.at - a.at);
}
