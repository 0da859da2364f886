import { useSyncExternalStore } from 'react';

/**
 * Light or dark, kept in `data-theme` of the document, which theme.js sets before the first paint: the choice made here,
 * else the system's. The style sheet looks at that attribute alone.
 */
export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const changed = new EventTarget();
let chosen = stored();

system.addEventListener('change', () => {
  if (!chosen) show(system.matches ? 'dark' : 'light');
});

function stored(): boolean {
  try {
    return localStorage.getItem('theme') !== null;
  } catch {
    return false;
  }
}

function current(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
}

function show(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  changed.dispatchEvent(new Event('change'));
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  return () => changed.removeEventListener('change', listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current);
}

export function switchTheme(): void {
  const next: Theme = current() === 'dark' ? 'light' : 'dark';
  chosen = true;
  try {
    localStorage.setItem('theme', next);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  show(next);
}
