import { useEffect, useRef } from 'react';

/** What keys do: a key (`j`, `?`, `Enter`) or two after one another (`g r`). */
export interface Bindings {
  [keys: string]: () => void;
}

const active: { current: Bindings }[] = [];
let first = '';
let firstAt = 0;

/** Binds keys while the component is there. The newest binding of a key wins. */
export function useKeys(bindings: Bindings): void {
  const mine = useRef(bindings);
  mine.current = bindings;
  useEffect(() => {
    if (active.length === 0) window.addEventListener('keydown', onKey);
    active.push(mine);
    return () => {
      active.splice(active.indexOf(mine), 1);
      if (active.length === 0) window.removeEventListener('keydown', onKey);
    };
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  if (target.closest('dialog[open]') || target.matches('select, textarea, [contenteditable]')) return;
  if (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)) {
    if (event.key === 'Escape') {
      // Chromium would empty the field.
      event.preventDefault();
      target.blur();
    }
    return;
  }
  // Enter and space belong to the button or link that has the focus.
  if ((event.key === 'Enter' || event.key === ' ') && target.matches('a, button, summary, input')) return;
  const now = event.timeStamp;
  const both = now - firstAt < 1200 ? `${first} ${event.key}` : '';
  const found = find(both) ?? find(event.key);
  first = event.key;
  firstAt = now;
  if (!found) return;
  event.preventDefault();
  firstAt = 0;
  found();
}

function find(keys: string): (() => void) | undefined {
  return active.findLast(one => one.current[keys])?.current[keys];
}
