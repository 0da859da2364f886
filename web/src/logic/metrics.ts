import type { Trial } from '../api/types';

/** The groups of the summary by the names that the time series use. */
const groups: { [group: string]: string } = { avg_metrics: 'training', validation_metrics: 'validation' };

/** The full names of all numeric metrics that the runs have reported, validation first. */
export function metricNames(trials: Pick<Trial, 'summaryMetrics'>[]): string[] {
  const names = new Set<string>();
  for (const trial of trials) {
    for (const [group, metrics] of Object.entries(trial.summaryMetrics ?? {})) {
      for (const [name, summary] of Object.entries(metrics ?? {})) {
        if ((summary.type ?? 'number') === 'number') names.add(`${groups[group] ?? group}.${name}`);
      }
    }
  }
  return [...names].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

function place(name: string): number {
  return name.startsWith('validation.') ? 0 : name.startsWith('training.') ? 1 : 2;
}

/** Where the metric that the search looks at is found: with the validations, when it is there. */
export function searcherMetricName(names: string[], metric: string | undefined): string | undefined {
  return names.find(name => name === `validation.${metric}`) ?? names.find(name => name.endsWith(`.${metric}`));
}
