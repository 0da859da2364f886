import { type FormEvent, useState } from 'react';
import { ApiError, post } from '../api/client';
import { Command } from '../ui/Copy';
import { useTitle } from '../ui/useTitle';

/** Name and password; but first of all the command that needs neither. */
export function SignIn({ fault, onSignedIn }: { fault: string | undefined; onSignedIn: () => void }) {
  const [problem, setProblem] = useState(fault);
  const [busy, setBusy] = useState(false);
  useTitle('Sign in');

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const [username, password] = [String(form.get('username')), String(form.get('password'))];
      await post('/api/v1/auth/login', { username, password, isHashed: false });
      onSignedIn();
    } catch (reason) {
      setProblem(explain(reason));
      setBusy(false);
    }
  };
  return (
    <main className="alone signin">
      <h1>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
        Sign in to Resolute
      </h1>
      <section>
        <p>On the machine that runs the cluster, this opens these pages signed in, without a password:</p>
        <Command text="./det open" />
      </section>
      <form onSubmit={submit}>
        <p className="or">or with name and password</p>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <label>
          Name
          <input name="username" autoComplete="username" required defaultValue="determined" />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" />
        </label>
        <button type="submit" className="main" disabled={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function explain(reason: unknown): string {
  if (reason instanceof ApiError && reason.status === 401) {
    return 'Name and password do not fit. On the machine of the cluster, ./det open needs neither.';
  }
  return reason instanceof Error ? reason.message : String(reason);
}
