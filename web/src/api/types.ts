/**
 * The wire forms of /api/v1 that the pages read: only the fields that they use. 64-bit integers are strings on the wire,
 * non-finite numbers are the strings "NaN", "Infinity" and "-Infinity".
 */

export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity';
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface User {
  id: number;
  username: string;
  displayName?: string;
  admin: boolean;
}

export interface MasterInfo {
  version: string;
  clusterName: string;
}

export interface Pagination {
  offset: number;
  limit: number;
  startIndex: number;
  endIndex: number;
  total: number;
}

/** What a submission was found to mean: how many trials, how many at once, on how many slots. */
export interface Plan {
  trials: number;
  concurrent: number;
  slots: number;
}

export interface SearcherConfig {
  name: string;
  metric: string;
  smaller_is_better: boolean;
  max_trials?: number;
}

export interface ExperimentConfig {
  name?: string;
  searcher?: SearcherConfig;
  hyperparameters?: { [name: string]: Json };
  [key: string]: unknown;
}

/** A search, in the words of the pages. */
export interface Experiment {
  id: number;
  name: string;
  description?: string;
  state: string;
  archived: boolean;
  username: string;
  searcherType: string;
  startTime: string;
  endTime?: string | null;
  numTrials: number;
  progress?: number | null;
  bestTrialId?: number | null;
  bestTrialSearcherMetric?: WireNumber | null;
  config?: ExperimentConfig | null;
  waitReason?: string | null;
  failure?: Failure | string | null;
  reason?: string | null;
  plan?: Plan | null;
}

/** The answer about one search. */
export interface ExperimentAnswer {
  experiment: Experiment;
  config?: ExperimentConfig | null;
  plan?: Plan | null;
}

export interface Failure {
  kind?: string;
  message: string;
}

export interface MetricsWorkload {
  totalBatches: number;
  endTime?: string | null;
  metrics?: { avgMetrics?: { [name: string]: WireNumber } | null } | null;
}

export interface MetricSummary {
  count?: number;
  last?: WireNumber | null;
  min?: WireNumber | null;
  max?: WireNumber | null;
  mean?: WireNumber | null;
  type?: string;
}

/** One training run with fixed hyperparameters: a run, in the words of the pages. */
export interface Trial {
  id: number;
  experimentId: number;
  state: string;
  hparams: { [name: string]: Json };
  restarts: number;
  startTime: string;
  endTime?: string | null;
  totalBatchesProcessed: number;
  searcherMetricValue?: WireNumber | null;
  bestValidation?: MetricsWorkload | null;
  latestValidation?: MetricsWorkload | null;
  summaryMetrics?: { [group: string]: { [name: string]: MetricSummary } } | null;
  runnerState?: string;
  taskId?: string;
  checkpointCount?: number;
  totalCheckpointSize?: string;
  waitReason?: string | null;
  failure?: Failure | string | null;
  reason?: string | null;
  stoppedEarly?: boolean;
  length?: number | string | null;
  batchesPerSecond?: number | null;
  lastHeard?: string | null;
}

export interface DataPoint {
  batches: number;
  time: string;
  epoch?: number;
  values: { [name: string]: WireNumber };
}

export interface TrialSeries {
  trial: { id: number };
  metrics: { group: string; data: DataPoint[] }[];
}

export interface TimeSeries {
  trials: TrialSeries[];
}

export interface Checkpoint {
  uuid: string;
  state: string;
  reportTime?: string | null;
  resources: { [path: string]: string };
  metadata: { [name: string]: Json };
  training?: { searcherMetric?: WireNumber | null } | null;
}

export interface LogLine {
  id: string;
  timestamp: string;
  level: string;
  log: string;
  stdtype?: string;
  source?: string;
  rankId?: number | null;
}

export interface FlatRun {
  id: number;
  state: string;
  startTime: string;
  endTime?: string | null;
  hyperparameters?: { [name: string]: Json } | null;
  searcherMetricValue?: WireNumber | null;
  totalBatches?: number;
  stoppedEarly?: boolean;
  waitReason?: string | null;
  experiment: { id: number; name: string; searcherType?: string; searcherMetric?: string };
}

export interface Slot {
  id: string;
  enabled: boolean;
  device?: { type: string; brand?: string } | null;
  container?: { id: string; state: string } | null;
  allocationId?: string | null;
  trialId?: number | null;
  experimentId?: number | null;
}

export interface Agent {
  id: string;
  version?: string;
  slots: { [id: string]: Slot };
}

/** What holds slots, or waits for them. */
export interface TaskSummary {
  taskId: string;
  allocationId: string;
  name: string;
  slotsNeeded: number;
  registeredTime?: string;
  state?: string;
  trialId?: number | null;
  experimentId?: number | null;
  waitReason?: string | null;
}

export interface Allocation {
  allocationId: string;
  state: string;
  startTime?: string | null;
  endTime?: string | null;
  exitReason?: string | null;
}
