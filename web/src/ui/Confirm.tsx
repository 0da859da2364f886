import { useState } from 'react';
import { Command } from './Copy';
import { Dialog } from './Dialog';

interface Props {
  title: string;
  what: string;
  command: string;
  verb: string;
  danger: boolean;
  onDo: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something that matters, says what it does, and how to do it in the terminal. */
export function Confirm({ title, what, command, verb, danger, onDo, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const act = async () => {
    setBusy(true);
    try {
      await onDo();
      onClose();
    } catch (fault) {
      setProblem(fault instanceof Error ? fault.message : String(fault));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{what}</p>
      <p className="quiet">
        In the terminal: <Command text={command} />
      </p>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p className="buttons">
        <button type="button" onClick={onClose}>
          Leave it
        </button>
        <button type="button" className={danger ? 'danger' : 'main'} disabled={busy} onClick={act}>
          {verb}
        </button>
      </p>
    </Dialog>
  );
}
