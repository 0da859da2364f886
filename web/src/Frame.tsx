import { type ReactNode, useState } from 'react';
import type { Master, User } from './api/types';
import { Dialog } from './ui/Dialog';
import { useKeys } from './ui/keys';
import { Link, navigate, usePath } from './ui/router';
import { switchTheme, useTheme } from './ui/theme';

const places = [
  { to: '/experiments', title: 'Searches', noun: 'experiments' },
  { to: '/trials', title: 'Runs', noun: 'trials' },
  { to: '/cluster', title: 'Cluster', noun: 'cluster' },
];

const keys = [
  ['/', 'search in this page'],
  ['g s', 'go to the searches'],
  ['g r', 'go to the runs'],
  ['g q', 'go to the cluster and its queue'],
  ['j  k', 'next and previous row or line'],
  ['Enter', 'open the row'],
  ['x', 'hide or show the run of the row in the charts'],
  ['l', 'log of the run'],
  ['o', 'overview of the run'],
  ['t', 'light or dark'],
  ['?', 'this list'],
] as const;

interface Props {
  user: User;
  master: Master | undefined;
  onSignOut: () => void;
  children: ReactNode;
}

/** What is around every page: where one is, who one is, and the keys. */
export function Frame({ user, master, onSignOut, children }: Props) {
  const noun = usePath().split('/')[1];
  const theme = useTheme();
  const [help, setHelp] = useState(false);
  useKeys({
    '?': () => setHelp(true),
    t: switchTheme,
    'g s': () => navigate('/experiments'),
    'g r': () => navigate('/trials'),
    'g q': () => navigate('/cluster'),
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  });
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <Link to="/experiments" className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="20" height="20" />
          Resolute
        </Link>
        <nav aria-label="Pages">
          {places.map(place => (
            <Link key={place.noun} to={place.to} aria-current={place.noun === noun ? 'page' : undefined}>
              {place.title}
            </Link>
          ))}
        </nav>
        <span className="spacer" />
        {master && <span className="quiet wide">{master.clusterName || 'Cluster'}</span>}
        <button type="button" className="plain" onClick={() => setHelp(true)} aria-label="Keyboard">
          ?
        </button>
        <button type="button" className="plain" onClick={switchTheme} aria-label={theme === 'dark' ? 'Light' : 'Dark'}>
          {theme === 'dark' ? '☀' : '☾'}
        </button>
        <span className="quiet wide">{user.displayName || user.username}</span>
        <button type="button" className="plain" onClick={onSignOut}>
          Sign out
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {help && (
        <Dialog title="Keyboard" onClose={() => setHelp(false)}>
          <dl className="keys">
            {keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  {key.split(/ +/).map(one => (
                    <kbd key={one}>{one}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
