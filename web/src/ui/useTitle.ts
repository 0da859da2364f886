import { useEffect } from 'react';

/** Sets the title of the page: `62 % · fashion-mnist · Resolute`. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(part => part), 'Resolute'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
