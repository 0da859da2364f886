import type { Json } from '../api/types';
import { figure } from './format';

/** Nested hyperparameters as one level, with dotted names. */
export function flatten(tree: { [name: string]: Json } | null | undefined, prefix = ''): { [name: string]: Json } {
  const flat: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(tree ?? {})) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      Object.assign(flat, flatten(value, `${prefix}${name}.`));
    } else {
      flat[prefix + name] = value;
    }
  }
  return flat;
}

export function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'number') return figure(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The names whose values differ between the given runs, or all when there is one run. */
export function varying(all: { [name: string]: Json }[]): string[] {
  const names = [...new Set(all.flatMap(Object.keys))].sort();
  if (all.length < 2) return names;
  return names.filter(name => new Set(all.map(one => JSON.stringify(one[name]))).size > 1);
}
