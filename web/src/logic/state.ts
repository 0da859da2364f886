/** States as the pages name them: seven colours, one word each, for searches, runs and slots alike. */

export type Tone = 'waiting' | 'starting' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

export interface StateView {
  word: string;
  tone: Tone;
  /** Whether it may still change, so that pages go on asking. */
  live: boolean;
}

const views: { [state: string]: StateView } = {
  ACTIVE: { word: 'Queued', tone: 'waiting', live: true },
  QUEUED: { word: 'Queued', tone: 'waiting', live: true },
  WAITING: { word: 'Queued', tone: 'waiting', live: true },
  ASSIGNED: { word: 'Starting', tone: 'starting', live: true },
  PULLING: { word: 'Starting', tone: 'starting', live: true },
  STARTING: { word: 'Starting', tone: 'starting', live: true },
  RUNNING: { word: 'Running', tone: 'running', live: true },
  PAUSED: { word: 'Paused', tone: 'paused', live: true },
  STOPPING_COMPLETED: { word: 'Stopping', tone: 'starting', live: true },
  STOPPING_CANCELED: { word: 'Stopping', tone: 'starting', live: true },
  STOPPING_KILLED: { word: 'Stopping', tone: 'starting', live: true },
  STOPPING_ERROR: { word: 'Stopping', tone: 'starting', live: true },
  TERMINATING: { word: 'Stopping', tone: 'starting', live: true },
  COMPLETED: { word: 'Completed', tone: 'done', live: false },
  STOPPED_EARLY: { word: 'Stopped early', tone: 'done', live: false },
  TERMINATED: { word: 'Ended', tone: 'stopped', live: false },
  CANCELED: { word: 'Canceled', tone: 'stopped', live: false },
  ERROR: { word: 'Failed', tone: 'failed', live: false },
  DELETED: { word: 'Deleted', tone: 'stopped', live: false },
  PARTIALLY_DELETED: { word: 'Partly deleted', tone: 'stopped', live: false },
};

/** How to show a state of the wire; an unknown one is shown as it is. */
export function stateView(state: string): StateView {
  const plain = state.replace(/^STATE_/, '');
  return (
    views[plain] ?? {
      word: plain.charAt(0) + plain.slice(1).toLowerCase().replaceAll('_', ' '),
      tone: 'stopped',
      live: true,
    }
  );
}

/** The state of a run: one that the search stopped early is no failure, and is told apart from a completed one. */
export function runState(run: { state: string; stoppedEarly?: boolean }): string {
  return run.stoppedEarly && run.state === 'STATE_COMPLETED' ? 'STATE_STOPPED_EARLY' : run.state;
}

/** What may be asked of a search in this state. */
export function verbs(state: string, unmanaged = false): ('pause' | 'activate' | 'cancel' | 'kill')[] {
  const plain = state.replace(/^STATE_/, '');
  if (plain.startsWith('STOPPING')) return ['kill'];
  if (!stateView(state).live) return [];
  if (unmanaged) return ['kill'];
  return plain === 'PAUSED' ? ['activate', 'cancel', 'kill'] : ['pause', 'cancel', 'kill'];
}
