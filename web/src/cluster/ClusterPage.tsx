import type { Agent, AllocationSummary, Slot } from '../api/types';
import { useFetch } from '../api/useFetch';
import { count, instant } from '../logic/format';
import { Empty, Problem, Skeleton } from '../ui/Empty';
import { Link } from '../ui/router';
import { Age, State } from '../ui/State';
import { useTitle } from '../ui/useTitle';

/** The slots, what runs on them, what waits for them and why. */
export function ClusterPage() {
  const agents = useFetch<{ agents: Agent[] }>('/api/v1/agents', { every: 2000 });
  const tasks = useFetch<{ allocationIdToSummary: { [id: string]: AllocationSummary } }>('/api/v1/tasks', {
    every: 2000,
  });
  const all = agents.data?.agents ?? [];
  const slots = all.flatMap(agent => Object.values(agent.slots));
  const queue = Object.values(tasks.data?.allocationIdToSummary ?? {});
  const running = queue.filter(holds);
  const waiting = queue.filter(task => !holds(task));
  const busy = slots.filter(occupied).length;
  const error = agents.error ?? tasks.error;
  useTitle(agents.data ? `${busy} of ${slots.length} busy` : undefined, 'Cluster');
  return (
    <>
      <div className="head">
        <h1>Cluster</h1>
        {agents.data && <span className="quiet">{`${busy} of ${count(slots.length, 'slot')} busy`}</span>}
        <span className="spacer" />
        <Age at={agents.at} prefix="updated " />
      </div>
      {error && <Problem message={error.message} stale={!!agents.data} onRetry={agents.refresh} />}
      {!agents.data && !agents.error && <Skeleton rows={4} />}
      {agents.data && slots.length === 0 && (
        <Empty title="The cluster has no slots" command="./det up --slots 2">
          Nothing can run without one. This starts a cluster with two:
        </Empty>
      )}
      {all.map(agent => (
        <section key={agent.id} aria-label={`Node ${agent.id}`}>
          <h2>{agent.id}</h2>
          <ul className="slots">
            {Object.values(agent.slots).map(slot => (
              <SlotCard key={slot.id} slot={slot} tasks={running} />
            ))}
          </ul>
        </section>
      ))}
      {tasks.data && (
        <>
          <Queue title="Running" tasks={running} empty="Nothing runs now." />
          <Queue title="Waiting" tasks={waiting} empty="Nothing waits." />
        </>
      )}
    </>
  );
}

function holds(task: AllocationSummary): boolean {
  return !/QUEUED|WAITING|PAUSED/.test(task.state ?? '') && !task.waitReason;
}

function occupied(slot: Slot): boolean {
  return !!slot.container || !!slot.allocationId;
}

function SlotCard({ slot, tasks }: { slot: Slot; tasks: AllocationSummary[] }) {
  const task = tasks.find(one => one.allocationId === slot.allocationId);
  const trial = slot.trialId ?? task?.trialId;
  const device = (slot.device?.type ?? 'TYPE_CPU').replace(/^TYPE_/, '').replace('CUDA', 'GPU');
  const state = !slot.enabled ? 'disabled' : occupied(slot) ? 'busy' : 'free';
  return (
    <li className={`slot ${state}`}>
      <span className="quiet">
        slot {slot.id} · {device}
      </span>
      <b>{state}</b>
      {trial ? (
        <Link to={`/trials/${trial}`}>run {trial}</Link>
      ) : (
        <span className="quiet clip" title={slot.device?.brand}>
          {slot.device?.brand || '\u00a0'}
        </span>
      )}
    </li>
  );
}

function Queue({ title, tasks, empty }: { title: string; tasks: AllocationSummary[]; empty: string }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {tasks.length === 0 && <p className="quiet">{empty}</p>}
      {tasks.length > 0 && (
        <div className="scroll-x">
          <table className="cards" aria-label={title}>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">State</th>
                <th scope="col">Slots</th>
                <th scope="col">Search</th>
                {title === 'Waiting' && <th scope="col">Why it waits</th>}
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {tasks.map(task => (
                <tr key={task.allocationId} className="flat">
                  <td>{task.trialId ? <Link to={`/trials/${task.trialId}`}>run {task.trialId}</Link> : task.name}</td>
                  <td>
                    <State state={task.state ?? (title === 'Waiting' ? 'STATE_QUEUED' : 'STATE_RUNNING')} />
                  </td>
                  <td>{count(task.slotsNeeded, 'slot')}</td>
                  <td>
                    {task.experimentId ? (
                      <Link to={`/experiments/${task.experimentId}`}>search {task.experimentId}</Link>
                    ) : (
                      task.name
                    )}
                  </td>
                  {title === 'Waiting' && <td>{task.waitReason ?? '–'}</td>}
                  <td>
                    <Age at={instant(task.registeredTime)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
