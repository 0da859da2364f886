// A double of the master for the pages and their tests: the same wire form over a made-up world that moves.
//   node testing/master.mjs --port 8090 [--speed 5] [--empty] [--lines 1000000]
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { agents, experiment, flatRun, linesOf, logLine, longLine, series, tasks, trial } from './wire.mjs';
import { World } from './world.mjs';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Starts a double; resolves to its address, its world and the way to stop it. */
export async function startMaster({ port = 0, speed = 1, empty = false, lines = 0, token = 'let-me-in' } = {}) {
  const world = new World({ speed, empty });
  const sessions = new Set();
  const requests = [];
  const server = createServer((request, answer) => {
    requests.push(`${request.method} ${request.url}`);
    handle({ world, sessions, lines, token }, request, answer).catch(fault => {
      if (answer.headersSent) return answer.end();
      const status = fault instanceof Refusal ? fault.status : 500;
      send(answer, status, { error: { code: 5, reason: 'Refused', error: fault.message } });
    });
  });
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, world, requests, token, stop };
}

async function handle(master, request, answer) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/') return answer.writeHead(302, { Location: '/det/' }).end();
  if (url.pathname.startsWith('/det/')) return file(url.pathname.slice(5), answer);
  let body = '';
  for await (const piece of request) body += piece;
  const json = body ? JSON.parse(body) : {};
  if (url.pathname.startsWith('/api/v1/auth/')) return authenticate(master, url, json, request, answer);
  if (!master.sessions.has(cookie(request))) throw new Refusal(401, 'token missing');
  for (const [method, pattern, respond] of routes) {
    const match = request.method === method && pattern.exec(url.pathname);
    if (!match) continue;
    const body = await respond(master, match, url.searchParams, answer);
    return body === undefined ? undefined : send(answer, 200, body);
  }
  throw new Refusal(501, 'Not Implemented');
}

function authenticate(master, url, json, request, answer) {
  const verb = url.pathname.split('/').pop();
  if (verb === 'logout') {
    master.sessions.delete(cookie(request));
    return send(answer, 200, {});
  }
  const good =
    verb === 'session' ? json.token === master.token : json.username === 'determined' && json.password === 'secret';
  if (!good) throw new Refusal(401, 'invalid credentials');
  const session = randomUUID();
  master.sessions.add(session);
  answer.setHeader('Set-Cookie', `auth=${session}; Path=/; HttpOnly; SameSite=Strict`);
  return send(answer, 200, { token: session, user: { id: 2, username: 'determined', admin: false } });
}

const page = items => ({ offset: 0, limit: 0, startIndex: 0, endIndex: items.length, total: items.length });

const routes = [
  [
    'GET',
    /^\/api\/v1\/me$/,
    () => ({ user: { id: 2, username: 'determined', displayName: '', admin: false, active: true } }),
  ],
  [
    'GET',
    /^\/api\/v1\/master$/,
    () => ({ version: '0.38.1', clusterName: 'workstation', masterId: 'm', clusterId: 'c' }),
  ],
  ['GET', /^\/api\/v1\/agents$/, ({ world }) => ({ agents: agents(world) })],
  ['GET', /^\/api\/v1\/tasks$/, ({ world }) => ({ allocationIdToSummary: tasks(world) })],
  [
    'GET',
    /^\/api\/v1\/tasks\/\d+\.task-(\d+)$/,
    ({ world }, [, id]) => ({ task: { allocations: allocations(world, runOf(world, id)) } }),
  ],
  [
    'GET',
    /^\/api\/v1\/experiments$/,
    ({ world }) => {
      const experiments = world.all().map(one => experiment(world, one));
      return { experiments, pagination: page(experiments) };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/experiments\/(\d+)$/,
    ({ world }, [, id]) => {
      const found = experiment(world, searchOf(world, id));
      return { experiment: found, config: found.config, jobSummary: null, plan: found.plan };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/experiments\/(\d+)\/trials$/,
    ({ world }, [, id]) => {
      const runs = searchOf(world, id).runs.filter(run => world.now() >= run.at || run.search === 5);
      return { trials: runs.map(run => trial(world, run)), pagination: page(runs) };
    },
  ],
  [
    'POST',
    /^\/api\/v1\/experiments\/(\d+)\/(pause|activate|cancel|kill)$/,
    ({ world }, [, id, verb]) => {
      world.change(searchOf(world, id).id, verb);
      return {};
    },
  ],
  [
    'POST',
    /^\/api\/v1\/runs$/,
    ({ world }) => {
      const runs = world.runs().filter(run => world.now() >= run.at || run.search === 5);
      return { runs: runs.map(run => flatRun(world, run)), pagination: page(runs) };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/trials\/time-series$/,
    ({ world }, _, query) =>
      series(
        world,
        query.getAll('trialIds').map(Number),
        query.getAll('metricIds'),
        Number(query.get('maxDatapoints') ?? 500),
      ),
  ],
  ['GET', /^\/api\/v1\/trials\/(\d+)$/, ({ world }, [, id]) => ({ trial: trial(world, runOf(world, id)) })],
  [
    'GET',
    /^\/api\/v1\/trials\/(\d+)\/why$/,
    ({ world }, [, id]) => {
      const { state, waitReason } = trial(world, runOf(world, id));
      const reasons = [{ kind: 'holder', text: 'trial 1 of experiment 1 holds slot 0 of workstation' }];
      return { subject: `trial ${id}`, state, summary: `trial ${id}: ${waitReason}`, reasons };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/trials\/(\d+)\/checkpoints$/,
    ({ world }, [, id]) => {
      const checkpoints = world.checkpoints(runOf(world, id));
      return { checkpoints, pagination: page(checkpoints) };
    },
  ],
  ['GET', /^\/api\/v1\/trials\/(\d+)\/logs$/, logs],
];

function searchOf(world, id) {
  const found = world.all().find(one => one.id === Number(id));
  if (!found) throw new Refusal(404, `experiment ${id} not found`);
  return found;
}

function runOf(world, id) {
  const found = world.runs().find(run => run.id === Number(id));
  if (!found) throw new Refusal(404, `trial ${id} not found`);
  return found;
}

function allocations(world, run) {
  const { startTime, endTime } = trial(world, run);
  if (world.now() < run.at) return [];
  const exitReason = run.fails ? 'the script raised ValueError' : undefined;
  return [{ allocationId: `${run.search}.task-${run.id}.1`, state: 'STATE_RUNNING', startTime, endTime, exitReason }];
}

/** A stream of log lines; with follow it goes on until the run is over or the reader is gone. */
async function logs({ world, lines }, [, id], query, answer) {
  const run = runOf(world, id);
  answer.writeHead(200, { 'Content-Type': 'application/json' });
  answer.flushHeaders();
  const source = query.get('sources');
  const drained = () => new Promise(resolve => answer.once('drain', resolve));
  answer.once('close', () => answer.emit('drain'));
  let sent = 0;
  while (!answer.destroyed) {
    const over = !['RUNNING', 'STARTING', 'QUEUED'].includes(world.state(run));
    const real = linesOf(world, run);
    const most = over && lines > 0 ? lines : real;
    while (sent < most && !answer.destroyed) {
      let piece = '';
      for (const end = Math.min(most, sent + 5000); sent < end; sent++) {
        if (sent >= real) {
          piece += longLine(sent);
          continue;
        }
        const line = logLine(world, run, sent);
        if (!source || line.source === source) piece += `${JSON.stringify({ result: line })}\n`;
      }
      if (!answer.write(piece)) await drained();
    }
    if (over || query.get('follow') !== 'true') break;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  answer.end();
}

async function file(path, answer) {
  const wanted = extname(path) ? normalize(path) : 'index.html';
  const content = await readFile(join(dist, wanted)).catch(() => {
    throw new Refusal(404, 'api not found');
  });
  answer.writeHead(200, { 'Content-Type': types[extname(wanted)] ?? 'application/octet-stream' }).end(content);
}

function cookie(request) {
  return /(?:^|; )auth=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
}

function send(answer, status, body) {
  answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { port: text, speed: text, lines: text, empty: { type: 'boolean' } } });
  const { url, token } = await startMaster({
    port: Number(values.port ?? 8090),
    speed: Number(values.speed ?? 1),
    lines: Number(values.lines ?? 0),
    empty: values.empty ?? false,
  });
  console.log(`${url}/det/#token=${token}   (or determined, secret)`);
}
