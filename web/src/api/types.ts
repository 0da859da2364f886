// Generated from api/openapi.json: change the records in api/, then run make openapi.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface AcceleratorData {
  containerId: string;
  allocationId: string;
  nodeName: string;
  taskId: string;
  acceleratorType: string;
  acceleratorUuids: string[];
  resourcePool: string;
}

export interface AcceleratorResponse {
  acceleratorData: AcceleratorData[];
}

export interface Agent {
  id: string;
  registeredTime: string;
  slots: { [name: string]: Slot };
  containers: { [name: string]: Container };
  addresses: string[];
  enabled: boolean;
  draining: boolean;
  version: string;
  resourcePools: string[];
  slotStats: SlotStats;
}

export interface AgentResponse {
  agent: Agent;
}

export interface AgentsResponse {
  agents: Agent[];
  pagination: Pagination;
}

export interface Allocation {
  taskId: string;
  state: TaskState;
  isReady: boolean;
  startTime?: string;
  endTime?: string;
  allocationId: string;
  slots: number;
  exitReason?: string;
  statusCode?: number;
  waitReason?: string;
  proxyAddress?: string;
  daemons: string[];
}

export interface AllocationSummary {
  taskId: string;
  allocationId: string;
  name: string;
  registeredTime: string;
  resourcePool: string;
  slotsNeeded: number;
  resources: Json[];
  schedulerType: string;
  priority: number | null;
  proxyPorts: Json[];
  state: TaskState;
  trialId: number;
  experimentId: number;
  waitReason?: string;
}

export interface Archive {
  b64Tgz: string;
}

export interface BestMetric {
  metric: WireNumber;
}

export interface Bracket {
  rungs: Rung[];
}

export interface BulkResponse {
  results: BulkResult[];
}

export interface BulkResult {
  id: number;
  error: string;
}

export interface Checkpoint {
  taskId?: string;
  allocationId?: string;
  uuid: string;
  reportTime: string | null;
  resources: { [name: string]: string };
  metadata: { [name: string]: Json };
  state: CheckpointState;
  training: Training;
  pinned: boolean;
  filesLeft?: FilesLeft;
  storageId?: number;
}

export type CheckpointState =
  | 'STATE_UNSPECIFIED'
  | 'STATE_ACTIVE'
  | 'STATE_COMPLETED'
  | 'STATE_ERROR'
  | 'STATE_DELETED'
  | 'STATE_PARTIALLY_DELETED';

export interface CheckpointWorkload {
  uuid: string;
  endTime: string | null;
  state: CheckpointState;
  resources: { [name: string]: string };
  totalBatches: number;
  metadata: { [name: string]: Json };
}

export interface CheckpointsResponse {
  checkpoints: Checkpoint[];
  pagination: Pagination;
}

export interface CleanupLogsResponse {
  removedCount: string;
}

export interface ClusterInfo {
  version: string;
  cluster_id: string;
  master_id: string;
  cluster_name: string;
  resolute_version: string;
  telemetry: Telemetry;
}

export interface ComparableTrial {
  trial: Trial;
  metrics: Series[];
}

export interface Config {
  config: { [name: string]: Json };
}

export interface Container {
  parent: string;
  id: string;
  state: ContainerState;
  devices: Device[];
  permissionDenied: boolean;
}

export type ContainerState =
  | 'STATE_UNSPECIFIED'
  | 'STATE_ASSIGNED'
  | 'STATE_PULLING'
  | 'STATE_STARTING'
  | 'STATE_RUNNING'
  | 'STATE_TERMINATED';

export interface ContinueResponse {
  experiment: Experiment;
  warnings: string[];
}

export interface Cost {
  hours: WireNumber;
  slotHours: WireNumber;
}

export interface CreateResponse {
  experiment: Experiment | null;
  config: { [name: string]: Json };
  warnings: string[];
  plan?: Plan;
}

export interface DataPoint {
  batches: number;
  values: { [name: string]: WireNumber };
  time: string;
  epoch?: number;
}

export interface Device {
  id: number;
  brand: string;
  uuid: string;
  type: DeviceType;
}

export interface DeviceStats {
  states: { [name: string]: number };
  draining: number;
  disabled: number;
  total: number;
}

export type DeviceType = 'TYPE_UNSPECIFIED' | 'TYPE_CPU' | 'TYPE_CUDA' | 'TYPE_ROCM';

export interface Experiment {
  id: number;
  name: string;
  description: string;
  labels: string[];
  startTime: string;
  endTime: string | null;
  state: State;
  archived: boolean;
  numTrials: number;
  trialIds: number[];
  displayName: string;
  userId: number;
  username: string;
  resourcePool: string;
  searcherType: string;
  searcherMetric: string;
  hyperparameters: { [name: string]: Json };
  notes: string;
  jobId: string;
  forkedFrom: number | null;
  progress: number | null;
  projectId: number;
  projectName: string;
  workspaceId: number;
  workspaceName: string;
  parentArchived: boolean;
  config: { [name: string]: Json };
  originalConfig: string;
  projectOwnerId: number;
  checkpointCount: number;
  checkpointSize: string;
  bestTrialId?: number;
  bestTrialSearcherMetric?: WireNumber;
  duration?: number;
  unmanaged: boolean;
  externalExperimentId?: string;
  modelDefinitionSize?: number;
  waitReason?: string;
  failure?: string;
  reason?: string;
  plan?: Plan;
}

export interface ExperimentsResponse {
  experiments: Experiment[];
  pagination: Pagination;
}

export interface Failure {
  kind: string;
  message: string;
  failureClass: string;
  file?: string;
  line?: number;
  next?: string;
}

export interface Fields {
  agentIds: string[];
  containerIds: string[];
  rankIds: number[];
  stdtypes: string[];
  sources: string[];
}

export interface FilesLeft {
  reason?: string;
  since?: string;
  nextAttempt?: string;
}

export type FittingPolicy = 'FITTING_POLICY_UNSPECIFIED' | 'FITTING_POLICY_BEST';

export interface GatherResponse {
  data: { [name: string]: Json }[];
}

export interface GetCheckpointResponse {
  checkpoint: Checkpoint;
}

export interface GetExperimentResponse {
  experiment: Experiment;
  jobSummary: JobSummary | null;
  config: { [name: string]: Json };
  plan?: Plan;
}

export interface GetTaskResponse {
  task: Task;
}

export interface GetTrialResponse {
  trial: Trial;
}

export interface Going {
  TrialID: number;
  StepsCompleted: number;
  State: string;
  UUID: string;
  Resources: { [name: string]: string };
  ValidationMetrics: { [name: string]: Json };
  ReportTime: string;
}

export interface Health {
  status: string;
  database: string;
  resource_managers: ManagerHealth[];
}

export interface Job {
  summary: JobSummary;
  jobId: string;
  entityId: string;
  type: JobType;
  submissionTime: string;
  username: string;
  userId: number;
  resourcePool: string;
  isPreemptible: boolean;
  priority: number | null;
  weight: number | null;
  name: string;
  requestedSlots: number;
  allocatedSlots: number;
  progress: number | null;
  workspaceId: number;
}

export type JobState = 'STATE_UNSPECIFIED' | 'STATE_QUEUED' | 'STATE_SCHEDULED' | 'STATE_SCHEDULED_BACKFILLED';

export interface JobSummary {
  state: JobState;
  jobsAhead: number;
}

export type JobType = 'TYPE_UNSPECIFIED' | 'TYPE_EXPERIMENT';

export interface JobsResponse {
  pagination: Pagination;
  jobs: VisibleJob[];
}

export interface LabelsResponse {
  labels: string[];
}

export interface LengthResponse {
  unit: string;
  count: string;
}

export interface LogEntry {
  id: number;
  message: string;
  timestamp: string;
  level: LogLevel;
}

export type LogLevel =
  | 'LOG_LEVEL_UNSPECIFIED'
  | 'LOG_LEVEL_TRACE'
  | 'LOG_LEVEL_DEBUG'
  | 'LOG_LEVEL_INFO'
  | 'LOG_LEVEL_WARNING'
  | 'LOG_LEVEL_ERROR'
  | 'LOG_LEVEL_CRITICAL';

export interface LoginResponse {
  token: string;
  user: User;
}

export interface ManagerHealth {
  cluster_name: string;
  status: string;
}

export interface Master {
  version: string;
  masterId: string;
  clusterId: string;
  clusterName: string;
  telemetryEnabled: boolean;
  ssoProviders: Json[];
  externalLoginUri: string;
  externalLogoutUri: string;
  branding: string;
  rbacEnabled: boolean;
  product: Product;
  featureSwitches: string[];
  userManagementEnabled: boolean;
  strictJobQueueControl: boolean;
  hasCustomLogo: boolean;
  resoluteVersion: string;
}

export interface MasterLogsResponse {
  logEntry: LogEntry;
}

export interface MetricSummary {
  count?: number;
  last: Json;
  max?: WireNumber;
  mean?: WireNumber;
  min?: WireNumber;
  sum?: WireNumber;
  type: string;
}

export type MetricType =
  | 'METRIC_TYPE_UNSPECIFIED'
  | 'METRIC_TYPE_TRAINING'
  | 'METRIC_TYPE_VALIDATION'
  | 'METRIC_TYPE_PROFILING';

export interface Metrics {
  avgMetrics: { [name: string]: Json };
  batchMetrics: { [name: string]: Json }[];
}

export interface MetricsReport {
  trialId: number;
  endTime: string;
  metrics: { [name: string]: Json };
  totalBatches: number;
  archived: boolean;
  id: number;
  trialRunId: number;
  group: string;
}

export interface MetricsResponse {
  metrics: MetricsReport[];
}

export interface MetricsWorkload {
  endTime: string | null;
  metrics: Metrics;
  numInputs: number;
  totalBatches: number;
}

export interface Model {
  name: string;
  description: string;
  metadata: { [name: string]: Json };
  creationTime: string;
  lastUpdatedTime: string;
  id: number;
  numVersions: number;
  labels: string[];
  username: string;
  workspaceId: number;
  userId: number;
  archived: boolean;
  notes: string;
}

export interface ModelLabels {
  labels: string[];
}

export interface ModelResponse {
  model: Model;
}

export interface ModelVersion {
  model: Model;
  checkpoint: Checkpoint;
  version: number;
  creationTime: string;
  id: number;
  name: string;
  metadata: { [name: string]: Json };
  lastUpdatedTime: string;
  comment: string;
  username: string;
  userId: number;
  labels: string[];
  notes: string;
}

export interface ModelsResponse {
  models: Model[];
  pagination: Pagination;
}

export type Nothing = { [name: string]: never };

export interface Pagination {
  offset: number;
  limit: number;
  startIndex: number;
  endIndex: number;
  total: number;
}

export interface PatchResponse {
  experiment: Experiment;
}

export interface Plan {
  trials: number;
  concurrent: number;
  slots: number;
}

export interface Pool {
  name: string;
  description: string;
  type: PoolType;
  numAgents: number;
  slotsAvailable: number;
  slotsUsed: number;
  slotType: DeviceType;
  auxContainerCapacity: number;
  auxContainersRunning: number;
  defaultComputePool: boolean;
  defaultAuxPool: boolean;
  preemptible: boolean;
  minAgents: number;
  maxAgents: number;
  slotsPerAgent: number;
  auxContainerCapacityPerAgent: number;
  schedulerType: SchedulerType;
  schedulerFittingPolicy: FittingPolicy;
  location: string;
  imageId: string;
  instanceType: string;
  masterUrl: string;
  masterCertName: string;
  startupScript: string;
  containerStartupScript: string;
  agentDockerNetwork: string;
  agentDockerRuntime: string;
  agentDockerImage: string;
  agentFluentImage: string;
  maxIdleAgentPeriod: number;
  maxAgentStartingPeriod: number;
  details: PoolDetail;
  accelerator: string;
  stats: QueueStats;
  resourceManagerMetadata: { [name: string]: string };
  clusterName: string;
}

export interface PoolDetail {
  aws: Json;
  gcp: Json;
  priorityScheduler: Json;
}

export type PoolType =
  | 'RESOURCE_POOL_TYPE_UNSPECIFIED'
  | 'RESOURCE_POOL_TYPE_AWS'
  | 'RESOURCE_POOL_TYPE_GCP'
  | 'RESOURCE_POOL_TYPE_STATIC';

export interface PoolsResponse {
  resourcePools: Pool[];
  pagination: Pagination;
}

export interface PositionsResponse {
  reports: Json;
  logs: Json;
}

export interface PreemptionResponse {
  preempt: boolean;
}

export interface PreviewResponse {
  summary: Summary;
}

export type Product = 'PRODUCT_UNSPECIFIED';

export interface Project {
  id: number;
  name: string;
  description: string;
  notes: Json[];
  workspaceId: number;
  workspaceName: string;
  archived: boolean;
  numExperiments: number;
  numActiveExperiments: number;
  immutable: boolean;
  username: string;
  userId: number;
  state: WorkspaceState;
  errorMessage: string;
  key: string;
  numRuns: number;
}

export interface ProjectResponse {
  project: Project;
}

export interface ProjectsResponse {
  projects: Project[];
  pagination: Pagination;
}

export interface QueueStats {
  queuedCount: number;
  scheduledCount: number;
}

export interface Reason {
  kind: string;
  text: string;
  since?: string;
  until?: string;
}

export interface RendezvousInfo {
  addresses: string[];
  rank: number;
  slots: number[];
}

export interface RendezvousResponse {
  rendezvousInfo: RendezvousInfo;
}

export interface ReportsResponse {
  next: Json;
}

export interface RetentionPreview {
  checkpoints: Going[];
  metric_name: string;
}

export interface RetentionResponse {
  checkpoints: Checkpoint[];
  bytes: string;
  applied: boolean;
}

export interface Run {
  id: number;
  startTime: string;
  endTime: string | null;
  state: State;
  labels: string[];
  checkpointSize: string;
  checkpointCount: number;
  searcherMetricValue?: WireNumber;
  hyperparameters: { [name: string]: Json };
  summaryMetrics: { [name: string]: { [name: string]: MetricSummary } };
  userId: number;
  duration: number;
  projectId: number;
  projectName: string;
  workspaceId: number;
  workspaceName: string;
  parentArchived: boolean;
  archived: boolean;
  experiment: RunExperiment;
  waitReason?: string;
  totalBatches: number;
  stoppedEarly: boolean;
}

export interface RunExperiment {
  id: number;
  searcherType: string;
  searcherMetric: string;
  resourcePool: string;
  progress: number;
  description: string;
  name: string;
  unmanaged: boolean;
  isMultitrial: boolean;
}

export interface RunMetadata {
  metadata: { [name: string]: Json };
}

export interface Rung {
  count: number;
  unit: SearchUnit;
}

export interface RunsResponse {
  runs: Run[];
  pagination: Pagination;
}

export type SchedulerType = 'SCHEDULER_TYPE_UNSPECIFIED' | 'SCHEDULER_TYPE_PRIORITY' | 'SCHEDULER_TYPE_FAIR_SHARE';

export interface SearchUnit {
  name?: string;
  value?: number;
  maxLength: boolean;
}

export interface Series {
  type: MetricType;
  data: DataPoint[];
  group: string;
}

export interface Slot {
  id: string;
  device: Device;
  enabled: boolean;
  container: Container | null;
  draining: boolean;
  allocationId?: string;
  trialId?: number;
  experimentId?: number;
  disabledBy?: string;
  disabledAt?: string;
}

export interface SlotResponse {
  slot: Slot;
}

export interface SlotStats {
  typeStats: { [name: string]: DeviceStats };
  brandStats: { [name: string]: DeviceStats };
}

export interface SlotsResponse {
  slots: Slot[];
}

export interface SourceResponse {
  trialId: number;
  checkpointUuid: string;
}

export interface StartRunResponse {
  storageId: number;
}

export interface StartTrialResponse {
  trialRunId: number;
  latestCheckpoint?: string;
  stepsCompleted: number;
}

export type State =
  | 'STATE_UNSPECIFIED'
  | 'STATE_ACTIVE'
  | 'STATE_PAUSED'
  | 'STATE_STOPPING_COMPLETED'
  | 'STATE_STOPPING_CANCELED'
  | 'STATE_STOPPING_ERROR'
  | 'STATE_COMPLETED'
  | 'STATE_CANCELED'
  | 'STATE_ERROR'
  | 'STATE_DELETED'
  | 'STATE_DELETING'
  | 'STATE_DELETE_FAILED'
  | 'STATE_STOPPING_KILLED'
  | 'STATE_QUEUED'
  | 'STATE_PULLING'
  | 'STATE_STARTING'
  | 'STATE_RUNNING';

export interface Summary {
  config: { [name: string]: Json };
  trials: TrialCount[];
  concurrent: number;
  brackets: Bracket[];
  cost?: Cost;
}

export interface Task {
  taskId: string;
  taskType: TaskType;
  allocations: Allocation[];
  startTime: string;
  endTime: string | null;
}

export interface TaskLine {
  id: string;
  taskId: string;
  allocationId?: string;
  agentId?: string;
  containerId?: string;
  rankId?: number;
  timestamp: string;
  level: LogLevel;
  stdtype?: string;
  source?: string;
  log: string;
  message: string;
}

export type TaskState =
  | 'STATE_UNSPECIFIED'
  | 'STATE_PULLING'
  | 'STATE_STARTING'
  | 'STATE_RUNNING'
  | 'STATE_TERMINATED'
  | 'STATE_TERMINATING'
  | 'STATE_WAITING'
  | 'STATE_QUEUED';

export type TaskType = 'TASK_TYPE_UNSPECIFIED' | 'TASK_TYPE_TRIAL';

export interface TasksResponse {
  allocationIdToSummary: { [name: string]: AllocationSummary };
}

export interface Telemetry {
  enabled: boolean;
  otel_enabled: boolean;
  otel_endpoint: string;
}

export interface Template {
  name: string;
  config: { [name: string]: Json };
  workspaceId: number;
}

export interface TemplateResponse {
  template: Template;
}

export interface TemplatesResponse {
  templates: Template[];
  pagination: Pagination;
}

export interface TimeSeriesResponse {
  trials: ComparableTrial[];
}

export interface Training {
  trialId: number | null;
  experimentId: number | null;
  experimentConfig: { [name: string]: Json } | null;
  hparams: { [name: string]: Json } | null;
  trainingMetrics: Metrics | null;
  validationMetrics: Metrics | null;
  searcherMetric: WireNumber | null;
}

export interface Trial {
  id: number;
  experimentId: number;
  startTime: string;
  endTime: string | null;
  state: State;
  restarts: number;
  hparams: { [name: string]: Json };
  totalBatchesProcessed: number;
  bestValidation: MetricsWorkload | null;
  latestValidation: MetricsWorkload | null;
  bestCheckpoint: CheckpointWorkload | null;
  runnerState: string;
  wallClockTime: number;
  warmStartCheckpointUuid: string;
  taskId: string;
  taskIds: string[];
  totalCheckpointSize: string;
  checkpointCount: number;
  summaryMetrics: { [name: string]: { [name: string]: MetricSummary } };
  searcherMetricValue?: WireNumber;
  metadata?: { [name: string]: Json };
  waitReason?: string;
  failure?: Failure;
  reason?: string;
  progress?: number;
  length?: number;
  batchesPerSecond?: number;
  lastHeard?: string;
  runnerHeard?: string;
  lastReport?: string;
  stoppedEarly: boolean;
  environment: { [name: string]: Json };
  environmentDifferences: string[];
  logPoliciesMatched: string[];
  unmanaged: boolean;
  externalTrialId?: string;
}

export interface TrialCount {
  count: number;
  unit: SearchUnit;
}

export interface TrialLine {
  id: string;
  timestamp: string;
  message: string;
  level: LogLevel;
  trialId: number;
  agentId?: string;
  containerId?: string;
  rankId?: number;
  log: string;
  source?: string;
  stdtype?: string;
}

export interface TrialsResponse {
  trials: Trial[];
  pagination: Pagination;
  nextCursor: string;
}

export interface User {
  id: number;
  username: string;
  admin: boolean;
  active: boolean;
  agentUserGroup: Json;
  displayName: string;
  modifiedAt: string;
  remote: boolean;
  lastAuthAt: string | null;
}

export interface UserResponse {
  user: User;
}

export interface UserResult {
  id: number;
  error: string;
}

export interface UserResults {
  results: UserResult[];
}

export interface UsersResponse {
  users: User[];
  pagination: Pagination;
}

export interface VersionResponse {
  modelVersion: ModelVersion;
}

export interface VersionsResponse {
  model: Model;
  modelVersions: ModelVersion[];
  pagination: Pagination;
}

export interface VisibleJob {
  full: Job;
}

export interface WhyResponse {
  subject: string;
  state: string;
  summary: string;
  reasons: Reason[];
}

/** A number; what is not finite comes as text. */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export interface Workload {
  training?: MetricsWorkload;
  validation?: MetricsWorkload;
  checkpoint?: CheckpointWorkload;
}

export interface WorkloadsResponse {
  workloads: Workload[];
  pagination: Pagination;
}

export interface Workspace {
  id: number;
  name: string;
  archived: boolean;
  username: string;
  immutable: boolean;
  numProjects: number;
  pinned: boolean;
  userId: number;
  numExperiments: number;
  state: WorkspaceState;
  errorMessage: string;
  agentUserGroup: Json;
  checkpointStorageConfig: Json;
}

export interface WorkspaceResponse {
  workspace: Workspace;
}

export type WorkspaceState = 'WORKSPACE_STATE_UNSPECIFIED';

export interface WorkspacesResponse {
  workspaces: Workspace[];
  pagination: Pagination;
}
