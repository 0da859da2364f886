// The made-up world in the wire form of /api/v1.
import { length, metric, perEpoch } from './world.mjs';

const failure = {
  kind: 'script_raised',
  message:
    'Run 13 failed: ValueError in train.py line 41, "Shapes (None, 10) and (None, 12) are incompatible". ' +
    'The model has 12 outputs, the labels have 10 classes. Set classes=10 and submit again. The log has the traceback at line 61.',
};
const wait =
  'Waits for 8 slots: the cluster has 2, and will never have enough. Ask for 2 or fewer with resources.slots_per_trial.';

export function experiment(world, one) {
  const state = world.searchState(one);
  const started = one.runs.filter(run => world.now() >= run.at);
  const bests = started.map(run => [world.best(run), run.id]).filter(([value]) => value !== null);
  const [value, id] = bests.sort((a, b) => b[0] - a[0])[0] ?? [];
  const progress = one.runs.reduce((sum, run) => sum + world.share(run), 0) / one.runs.length;
  const last = one.runs.at(-1);
  const config = {
    name: one.name,
    searcher: { name: one.type, metric, smaller_is_better: false, max_trials: one.runs.length },
    hyperparameters: {},
  };
  return {
    unmanaged: false,
    id: one.id,
    name: one.name,
    description: '',
    state: `STATE_${state}`,
    archived: false,
    username: 'determined',
    displayName: '',
    searcherType: one.type,
    startTime: world.time(one.start),
    endTime: ['COMPLETED', 'ERROR', 'CANCELED'].includes(state)
      ? world.time(last.at + last.takes * (last.fails ?? 1))
      : null,
    numTrials: started.length,
    progress,
    jobId: `job-${one.id}`,
    projectId: 1,
    projectOwnerId: 1,
    config,
    originalConfig: '',
    bestTrialId: id ?? null,
    bestTrialSearcherMetric: value ?? null,
    waitReason: state === 'QUEUED' ? wait : null,
    failure: state === 'ERROR' ? failure : null,
    plan: { trials: one.runs.length, concurrent: Math.min(2, one.runs.length), slots: 2 },
  };
}

export function trial(world, run) {
  const state = world.state(run);
  const share = world.share(run);
  const ended = ['COMPLETED', 'ERROR', 'CANCELED'].includes(state);
  const summary = group => Object.fromEntries(group.map(name => [name, { count: 1, last: 0, type: 'number' }]));
  const reported = world.batches(run) >= 100;
  const started = Number.isFinite(run.at) ? run.at : world.searchOf(run).start;
  return {
    id: run.id,
    experimentId: run.search,
    state: `STATE_${state}`,
    hparams: world.parameters(run),
    restarts: run.id === 8 ? 1 : 0,
    unmanaged: false,
    startTime: world.time(started),
    endTime: ended ? world.time(run.at + run.takes * share) : null,
    totalBatchesProcessed: world.batches(run),
    searcherMetricValue: world.best(run),
    summaryMetrics: reported
      ? { avg_metrics: summary(['loss', 'accuracy']), validation_metrics: summary(['val_loss', 'val_accuracy']) }
      : {},
    runnerState: state === 'RUNNING' ? 'training' : '',
    taskId: `${run.search}.task-${run.id}`,
    taskIds: [`${run.search}.task-${run.id}`],
    checkpointCount: world.checkpoints(run).length,
    totalCheckpointSize: '0',
    waitReason:
      state === 'QUEUED'
        ? run.search === 5
          ? wait
          : 'Waits for 1 slot: both slots are busy with runs of this search.'
        : null,
    failure: state === 'ERROR' ? failure : null,
    stoppedEarly: run.id === 4,
    length: String(length),
    batchesPerSecond: state === 'RUNNING' ? (length / run.takes) * world.speed : 0,
    lastHeard: ended ? null : new Date(Date.now() - 1500).toISOString(),
  };
}

export function flatRun(world, run) {
  const {
    id,
    state,
    startTime,
    endTime,
    hparams,
    searcherMetricValue,
    waitReason,
    stoppedEarly,
    totalBatchesProcessed,
  } = trial(world, run);
  const search = world.searchOf(run);
  return {
    id,
    state,
    startTime,
    endTime,
    hyperparameters: hparams,
    searcherMetricValue,
    waitReason,
    stoppedEarly,
    totalBatches: totalBatchesProcessed,
    experiment: { id: search.id, name: search.name, searcherType: search.type, searcherMetric: metric },
  };
}

export function series(world, trialIds, metricIds, most) {
  const wanted = name => metricIds.length === 0 || metricIds.includes(name);
  const runs = world.runs().filter(run => trialIds.includes(run.id));
  return {
    trials: runs.map(run => ({
      trial: { id: run.id },
      metrics: ['training', 'validation']
        .map(group => ({
          group,
          data: world.points(run, group, most).map(point => ({
            ...point,
            values: Object.fromEntries(Object.entries(point.values).filter(([name]) => wanted(`${group}.${name}`))),
          })),
        }))
        .map(one => ({ ...one, data: one.data.filter(point => Object.keys(point.values).length > 0) })),
    })),
  };
}

export function agents(world) {
  const busy = world.runs().filter(run => ['RUNNING', 'STARTING'].includes(world.state(run)));
  const slot = number => ({
    id: String(number),
    enabled: true,
    device: { id: number, type: 'TYPE_CPU', brand: 'AMD EPYC, 1 of 2 cores', uuid: '' },
    container: busy[number] ? { id: `container-${busy[number].id}`, state: 'STATE_RUNNING' } : null,
    ...(busy[number]
      ? { trialId: busy[number].id, experimentId: busy[number].search, allocationId: allocation(busy[number]) }
      : {}),
  });
  return [{ id: 'workstation', version: '0.38.1', slots: { 0: slot(0), 1: slot(1) } }];
}

const allocation = run => `${run.search}.task-${run.id}.1`;

export function tasks(world) {
  const found = world.runs().filter(run => ['RUNNING', 'STARTING', 'QUEUED'].includes(world.state(run)));
  return Object.fromEntries(
    found.map(run => {
      const { state, waitReason, startTime } = trial(world, run);
      const summary = {
        taskId: `${run.search}.task-${run.id}`,
        allocationId: allocation(run),
        name: `Trial ${run.id} (Experiment ${run.search})`,
        slotsNeeded: run.search === 5 ? 8 : 1,
        registeredTime: startTime,
        state,
        waitReason,
        trialId: run.id,
        experimentId: run.search,
      };
      return [summary.allocationId, summary];
    }),
  );
}

export function logLine(world, run, number) {
  const batch = (number - 6) * 20;
  const at = number < 6 ? run.at + number * 0.2 : run.at + 1 + (batch / length) * (run.takes - 1);
  const line = (log, level = 'INFO', source = 'task') => ({
    id: String(number),
    trialId: run.id,
    timestamp: world.time(at),
    level: `LOG_LEVEL_${level}`,
    log,
    message: log,
    source,
    stdtype: level === 'INFO' ? 'stdout' : 'stderr',
  });
  const opening = [
    line(`run ${run.id} starts on slot 0 with ${JSON.stringify(world.parameters(run))}`, 'INFO', 'master'),
    line('\u001b[1mFashion-MNIST\u001b[0m: 60,000 images to train on, 10,000 to validate', 'INFO'),
    line(
      '2026-11-23 23:20:01.118 cpu_feature_guard.cc:210] This TensorFlow binary is optimized to use available CPU instructions',
      'DEBUG',
    ),
    line('Model: \u001b[1m"sequential"\u001b[0m, 101,770 parameters'),
    line(
      '/usr/lib/python3.11/site-packages/keras/src/layers/core.py:93: UserWarning: prefer an Input layer',
      'WARNING',
    ),
    line('the first batch takes longer: the graph is being traced'),
  ];
  if (number < opening.length) return opening[number];
  if (run.fails && number === linesOf(world, run) - 1) return line(failureLine, 'ERROR');
  const { loss, accuracy } = world.metrics(run, batch, 'training');
  const epoch = Math.floor(batch / perEpoch) + 1;
  if (batch % perEpoch < 20) return line(`epoch ${epoch} begins`);
  return line(
    `\u001b[2mepoch ${epoch}/5\u001b[0m batch ${String(batch).padStart(5)}  \u001b[32mloss ${loss.toFixed(4)}\u001b[0m  accuracy ${accuracy.toFixed(4)}`,
  );
}

/** A line of a very long log, as text: making a million of them must not take long. */
export function longLine(number) {
  return `{"result":{"id":"${number}","timestamp":"2026-11-23T10:00:00Z","level":"LOG_LEVEL_INFO","log":"\\u001b[2mstep\\u001b[0m ${number} of a long training, loss 0.${number}"}}\n`;
}

const failureLine = '\u001b[31mValueError: Shapes (None, 10) and (None, 12) are incompatible\u001b[0m';

export function linesOf(world, run) {
  if (world.now() < run.at) return 0;
  return 6 + Math.floor(world.batches(run) / 20);
}
