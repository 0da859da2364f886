// A made-up cluster whose state is a function of the time: searches that train on two slots, with curves, logs and
// checkpoints that look like real ones. The double master serves it in the wire form of /api/v1.

const metric = 'val_accuracy';
const length = 9380;
const perEpoch = 1876;

/** A number in [0, 1) that depends on nothing but its arguments. */
function noise(...keys) {
  let hash = 2166136261;
  for (const key of keys) hash = Math.imul(hash ^ (key + 0x9e3779b9), 16777619) >>> 0;
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x5bd1e995) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) / 4294967296;
}

/** Searches with when each of their runs starts, in seconds of the world's time, and how long it trains. */
const searches = [
  search(
    1,
    'fashion-mnist',
    'random',
    'COMPLETED',
    -5400,
    run => ({ at: -5400 + 70 * Math.floor((run - 1) / 2), takes: 66 }),
    [1, 6],
  ),
  search(
    2,
    'fashion-mnist-wide',
    'random',
    'RUNNING',
    -95,
    run => ({ at: -95 + 130 * Math.floor((run - 7) / 2), takes: 120 }),
    [7, 12],
  ),
  search(3, 'text-classifier', 'single', 'ERROR', -4000, () => ({ at: -4000, takes: 50, fails: 0.4 }), [13, 13]),
  search(
    4,
    'fashion-mnist-grid',
    'grid',
    'PAUSED',
    -3000,
    run => ({ at: -3000, takes: 100, stops: 0.3 + 0.1 * (run - 14) }),
    [14, 15],
  ),
  search(5, 'resnet-large', 'single', 'QUEUED', -30, () => ({ at: Infinity, takes: 100 }), [16, 16]),
];

function search(id, name, type, state, start, timing, [first, last]) {
  const runs = [];
  for (let run = first; run <= last; run++) runs.push({ id: run, search: id, ...timing(run) });
  return { id, name, type, state, start, runs };
}

export class World {
  constructor({ begin = Date.now(), speed = 1, empty = false } = {}) {
    this.begin = begin;
    this.speed = speed;
    this.empty = empty;
    this.changes = new Map();
  }

  now() {
    return ((Date.now() - this.begin) / 1000) * this.speed;
  }

  time(seconds) {
    return new Date(this.begin + (seconds / this.speed) * 1000).toISOString();
  }

  change(id, verb) {
    const state = { pause: 'PAUSED', activate: 'RUNNING', cancel: 'CANCELED', kill: 'CANCELED' }[verb];
    this.changes.set(id, { state, at: this.now() });
  }

  all() {
    return this.empty ? [] : searches;
  }

  runs() {
    return this.all().flatMap(one => one.runs);
  }

  searchOf(run) {
    return searches[run.search - 1];
  }

  /** How much of its training a run has done, 0 to 1. */
  share(run) {
    const changed = this.changes.get(run.search);
    const now = changed && changed.state !== 'RUNNING' ? Math.min(this.now(), changed.at) : this.now();
    const most = run.fails ?? run.stops ?? 1;
    return Math.max(0, Math.min(most, (now - run.at) / run.takes));
  }

  state(run) {
    const changed = this.changes.get(run.search)?.state;
    const share = this.share(run);
    if (share >= 1) return 'COMPLETED';
    if (run.fails && share >= run.fails) return 'ERROR';
    if (changed && changed !== 'RUNNING') return changed;
    if (run.stops) return 'PAUSED';
    if (this.now() < run.at) return 'QUEUED';
    return share < 0.02 ? 'STARTING' : 'RUNNING';
  }

  searchState(one) {
    const changed = this.changes.get(one.id)?.state;
    if (one.runs.every(run => this.state(run) === 'COMPLETED')) return 'COMPLETED';
    return changed ?? one.state;
  }

  batches(run) {
    return Math.floor((this.share(run) * length) / 20) * 20;
  }

  parameters(run) {
    return {
      learning_rate: 10 ** (-4 + 3 * noise(run.id, 1)),
      dense: { units: 32 * 2 ** Math.floor(4 * noise(run.id, 2)) },
      optimizer: ['adam', 'sgd', 'rmsprop'][Math.floor(3 * noise(run.id, 3))],
      global_batch_size: 32,
    };
  }

  /** The metrics at a batch: the nearer the learning rate to a good one, the better. */
  metrics(run, batch, group) {
    const skill = 1 - Math.abs(Math.log10(this.parameters(run).learning_rate) + 2.8) / 4;
    const done = 1 - Math.exp((-batch / 1400) * (0.4 + skill));
    const shake = group === 'training' ? 0.05 : 0.012;
    const loss = 2.3 * (1 - done) + 0.25 + 0.5 * (1 - skill) + (noise(run.id, batch) - 0.5) * shake * (2.4 - 2 * done);
    const accuracy = Math.min(0.999, 0.1 + (0.68 + 0.14 * skill) * done + (noise(run.id, batch, 9) - 0.5) * shake);
    return group === 'training' ? { loss, accuracy } : { val_loss: loss * 1.06, val_accuracy: accuracy - 0.008 };
  }

  points(run, group, most) {
    const every = group === 'training' ? 100 : 469;
    const last = this.batches(run);
    const all = [];
    const step = every * Math.max(1, Math.ceil(last / every / most));
    for (let batch = every; batch <= last; batch += step) {
      all.push({
        batches: batch,
        time: this.time(run.at + (batch / length) * run.takes),
        epoch: batch / perEpoch,
        values: this.metrics(run, batch, group),
      });
    }
    return all;
  }

  best(run) {
    const values = this.points(run, 'validation', 1000).map(point => point.values[metric]);
    return values.length > 0 ? Math.max(...values) : null;
  }

  checkpoints(run) {
    const found = [];
    for (let batch = perEpoch; batch <= this.batches(run); batch += perEpoch) {
      const part = count =>
        Array.from({ length: count }, (_, at) => Math.floor(16 * noise(run.id, batch, at)).toString(16)).join('');
      found.push({
        uuid: `${part(8)}-${part(4)}-4${part(3)}-a${part(3)}-${part(12)}`,
        state: batch + 2 * perEpoch <= this.batches(run) ? 'STATE_DELETED' : 'STATE_COMPLETED',
        reportTime: this.time(run.at + (batch / length) * run.takes),
        resources: { 'model.keras': String(1_240_000 + 1000 * run.id), 'loop.json': '4120', 'code/train.py': '2210' },
        metadata: { steps_completed: batch, framework: 'tensorflow-2.21.0', format: 'keras' },
        training: { searcherMetric: this.metrics(run, Math.floor(batch / 469) * 469, 'validation')[metric] },
      });
    }
    return found;
  }
}

export { length, metric, noise, perEpoch };
