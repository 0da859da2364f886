import { useEffect, useState } from 'react';
import { onSignedOut, send } from './api/client';
import type { Master, User } from './api/types';
import { useFetch } from './api/useFetch';
import { ClusterPage } from './cluster/ClusterPage';
import { Frame } from './Frame';
import { RunPage } from './run/RunPage';
import { RunsPage } from './runs/RunsPage';
import { SearchPage } from './search/SearchPage';
import { SearchesPage } from './searches/SearchesPage';
import { SignIn } from './signin/SignIn';
import { takeToken } from './signin/token';
import { Empty, Problem } from './ui/Empty';
import { navigate, usePath } from './ui/router';

/** Signs in with the token of the address, when there is one; then asks who is there. */
export function App() {
  const [ready, setReady] = useState(false);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    takeToken()
      .catch((reason: Error) => setFault(reason.message))
      .finally(() => setReady(true));
  }, []);
  return ready ? <Signed fault={fault} /> : null;
}

function Signed({ fault }: { fault: string | undefined }) {
  const me = useFetch<{ user: User }>('/api/v1/me');
  const [gone, setGone] = useState(false);
  useEffect(() => onSignedOut(() => setGone(true)), []);

  const signedIn = () => {
    setGone(false);
    me.refresh();
  };
  if (gone || me.error?.status === 401) return <SignIn fault={fault} onSignedIn={signedIn} />;
  if (!me.data && me.error) {
    return (
      <main className="alone">
        <Problem message={me.error.message} onRetry={me.refresh} />
      </main>
    );
  }
  if (!me.data) return null;
  const signOut = async () => {
    await send('POST', '/api/v1/auth/logout', {}).catch(() => {});
    setGone(true);
  };
  return <Inside user={me.data.user} onSignOut={signOut} />;
}

function Inside({ user, onSignOut }: { user: User; onSignOut: () => void }) {
  const master = useFetch<Master>('/api/v1/master');
  return (
    <Frame user={user} master={master.data} onSignOut={onSignOut}>
      <Page />
    </Frame>
  );
}

function Page() {
  const path = usePath();
  const [, noun, id] = path.split('/');
  const number = id && /^\d+$/.test(id) ? Number(id) : undefined;
  useEffect(() => {
    if (path === '/') navigate('/experiments', true);
  }, [path]);

  if (noun === '') return null;
  if (noun === 'experiments' && !id) return <SearchesPage />;
  if (noun === 'experiments' && number !== undefined) return <SearchPage key={number} id={number} />;
  if (noun === 'trials' && !id) return <RunsPage />;
  if (noun === 'trials' && number !== undefined) return <RunPage key={number} id={number} />;
  if (noun === 'cluster' && !id) return <ClusterPage />;
  return (
    <Empty title="There is no such page" command="./det open">
      The address {path} leads nowhere. This command opens the list of searches.
    </Empty>
  );
}
