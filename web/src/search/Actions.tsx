import { useState } from 'react';
import { post } from '../api/client';
import { verbs } from '../logic/state';
import { Confirm } from '../ui/Confirm';

type Verb = ReturnType<typeof verbs>[number];

const meanings: { [verb in Verb]: { title: string; what: string } } = {
  pause: { title: 'Pause', what: 'Its runs save a checkpoint and give back their slots. Activate goes on from there.' },
  activate: { title: 'Activate', what: 'Its runs go on from their newest checkpoints as soon as slots are free.' },
  cancel: { title: 'Cancel', what: 'Its runs save a checkpoint and end. A canceled search does not go on.' },
  kill: { title: 'Kill', what: 'Its runs end at once. What they trained since their newest checkpoint is lost.' },
};

const refuse =
  'Nothing more is taken of its processes, which are not the cluster’s: what they report is refused, and most end by that.';

interface Props {
  id: number;
  state: string;
  unmanaged: boolean;
  onChange: () => void;
}

/** What may be done with a search now; each asks first, and names the command that does the same. */
export function Actions({ id, state, unmanaged, onChange }: Props) {
  const [asked, setAsked] = useState<Verb>();
  return (
    <span className="actions">
      {verbs(state, unmanaged).map(verb => (
        <button
          key={verb}
          type="button"
          className={verb === 'kill' ? 'danger' : undefined}
          onClick={() => setAsked(verb)}
        >
          {meanings[verb].title}
        </button>
      ))}
      {asked && (
        <Confirm
          title={`${meanings[asked].title} search ${id}?`}
          what={unmanaged ? refuse : meanings[asked].what}
          command={`./det experiment ${asked} ${id}`}
          verb={meanings[asked].title}
          danger={asked === 'kill' || asked === 'cancel'}
          onDo={() => post(`/api/v1/experiments/${id}/${asked}`).then(onChange)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </span>
  );
}
