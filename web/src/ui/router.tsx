import { type AnchorHTMLAttributes, type MouseEvent, useCallback, useSyncExternalStore } from 'react';

/** The address is the only state that pages share. All paths here are without the base. */
const base = import.meta.env.BASE_URL.replace(/\/$/, '');
const moved = new EventTarget();

function subscribe(listener: () => void): () => void {
  moved.addEventListener('move', listener);
  window.addEventListener('popstate', listener);
  return () => {
    moved.removeEventListener('move', listener);
    window.removeEventListener('popstate', listener);
  };
}

export function navigate(to: string, replace = false): void {
  if (replace) history.replaceState(null, '', base + to);
  else {
    history.pushState(null, '', base + to);
    window.scrollTo(0, 0);
  }
  moved.dispatchEvent(new Event('move'));
}

/** The path, as `/experiments/1`. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname.slice(base.length).replace(/\/$/, '') || '/');
}

/** One parameter of the address, and the way to change it (null takes it away). */
export function useQuery(name: string): [string | null, (value: string | null, push?: boolean) => void] {
  const value = useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name));
  const change = useCallback(
    (to: string | null, push = false) => {
      const parameters = new URLSearchParams(location.search);
      if (to === null || to === '') parameters.delete(name);
      else parameters.set(name, to);
      const text = parameters.toString().replaceAll('%2C', ',');
      navigate(location.pathname.slice(base.length) + (text ? `?${text}` : ''), !push);
    },
    [name],
  );
  return [value, change];
}

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
}

/** A link inside the pages; opens in a new tab the usual ways. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={base + to} onClick={follow} {...rest} />;
}
