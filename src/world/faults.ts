/**
 * Faults: carries out a plan of injections against the world, and keeps count of what each one touched.
 *
 * The plan is plain data; when a fault starts its selectors are resolved, and if they point at nobody (there
 * is no leader just now) it waits for somebody, as long as it would have lasted. Draws come from a stream
 * per fault, so that removing one fault does not change the others.
 */
import type { Stream } from '../kernel/random.js';
import { type Duration, type Instant, MILLISECOND, SECOND } from '../kernel/time.js';
import type { NodeId, Reply, Request } from '../model/message.js';
import type { FaultRecord } from '../observe/run-record.js';
import type { Fault, FaultAction, Partition } from '../scenario/scenario.js';
import { compileDraw } from './draw.js';
import { compilePartialLink, type Override, type Rule } from './network.js';
import type { Node } from './node.js';
import { cut } from './partition.js';
import { resolve } from './selector.js';
import type { World } from './world.js';

/** A fault under way: what it has touched so far, and how to end it. */
interface Active {
  readonly nodes: readonly NodeId[];
  readonly unit: string;
  touched(): number;
  end(): void;
}

interface Planned {
  readonly fault: Fault;
  readonly draw: Stream;
  active: Active | undefined;
  startedAt: Instant | undefined;
  endedAt: Instant | undefined;
}

/** While nobody fits the selectors, look again this often… */
const LOOK_AGAIN: Duration = 5 * MILLISECOND;
/** …and, if the fault has no duration of its own, for this long. */
const PATIENCE: Duration = 5 * SECOND;
const ASK_AGAIN: Duration = 200 * MILLISECOND;
const MAX_ASKS = 50;

export interface FaultPlan {
  /** What became of each fault, in the order of the plan; `end` is the end of the run. */
  records(end: Instant): readonly FaultRecord[];
}

/** Schedules the whole plan. `admin` is the node that asks in the administrator's name. */
export function scheduleFaults(world: World, faults: readonly Fault[], admin: Admin): FaultPlan {
  const plan: Planned[] = faults.map((fault, i) => ({
    fault,
    draw: world.stream(`faults/${i}`),
    active: undefined,
    startedAt: undefined,
    endedAt: undefined,
  }));
  const { kernel } = world;
  const end = kernel.handler((i) => {
    const planned = plan[i]!;
    planned.active?.end();
    planned.endedAt = kernel.now;
    markFault(world, planned, 'end');
  });
  const begin: number = kernel.handler((i, _, lookUntil) => {
    const planned = plan[i]!;
    const active = start(world, planned.fault.action, planned.draw, admin);
    if (active === undefined) {
      if (kernel.now < (lookUntil as Instant))
        kernel.schedule(kernel.now + LOOK_AGAIN, begin, i, 0, lookUntil);
      return;
    }
    planned.active = active;
    planned.startedAt = kernel.now;
    markFault(world, planned, 'begin');
    if (planned.fault.duration !== undefined)
      kernel.schedule(kernel.now + planned.fault.duration, end, i, 0, undefined);
  });
  plan.forEach(({ fault }, i) => {
    kernel.schedule(fault.at, begin, i, 0, fault.at + (fault.duration ?? PATIENCE));
  });
  return { records: (runEnd) => plan.map((planned) => recordOf(world, planned, runEnd)) };
}

function recordOf(world: World, { fault, active, startedAt, endedAt }: Planned, end: Instant): FaultRecord {
  const from = startedAt ?? fault.at;
  return {
    text: fault.text,
    kind: fault.action.kind,
    from,
    to: endedAt ?? (isInstant(fault) ? from : end),
    nodes: (active?.nodes ?? []).map((id) => world.nodes[id]!.name),
    touched: active?.touched() ?? 0,
    unit: active?.unit ?? 'nothing found to hit',
  };
}

/** Faults that are over as soon as they have happened, if no duration is given. */
function isInstant(fault: Fault): boolean {
  return ['restart', 'ask', 'clock'].includes(fault.action.kind) && fault.duration === undefined;
}

function markFault(world: World, { fault, active }: Planned, edge: 'begin' | 'end'): void {
  if (fault.action.kind === 'crash' || fault.action.kind === 'restart') return; // marked by the node itself
  for (const id of active?.nodes ?? []) {
    world.trace?.mark(
      id,
      world.kernel.now,
      edge === 'begin' ? fault.action.kind : `${fault.action.kind} ends`,
    );
  }
}

/** Starts one fault; `undefined` if there is nobody to hit. */
function start(world: World, action: FaultAction, draw: Stream, admin: Admin): Active | undefined {
  const someone = (pick: (node: Node) => boolean) => {
    const selector = 'nodes' in action && action.kind !== 'ask' ? action.nodes : undefined;
    return selector === undefined
      ? []
      : resolve(world, selector, draw)
          .map((id) => world.nodes[id]!)
          .filter(pick);
  };
  switch (action.kind) {
    case 'partition':
      return block(world, action.shape, 'drop', draw);
    case 'hold':
      return block(world, action.shape, 'hold', draw);
    case 'crash':
      return crash(
        world,
        someone((node) => node.mode !== 'down' && node.group.model !== undefined),
        action.disk,
        draw,
      );
    case 'restart':
      return restart(
        world,
        someone((node) => node.mode === 'down'),
      );
    case 'pause':
      return pause(
        world,
        someone((node) => node.mode === 'up'),
      );
    case 'slow':
      return slow(
        world,
        someone((node) => node.slow === undefined),
        compileDraw(action.delay).bind(() => draw),
      );
    case 'degrade':
      return degrade(
        world,
        someone(() => true),
        compilePartialLink(action.link),
      );
    case 'clock':
      return skew(
        world,
        someone(() => true),
        action.jump,
        action.drift,
      );
    case 'disk':
      return disk(
        someone(() => true),
        action,
        draw,
      );
    case 'ask':
      return admin.ask(action, draw);
  }
}

const ids = (nodes: readonly Node[]) => nodes.map((node) => node.id);

function block(world: World, shape: Partition, action: 'drop' | 'hold', draw: Stream): Active | undefined {
  const { blocks, nodes } = cut(world, shape, draw);
  if (nodes.length === 0) return undefined;
  const rule: Rule = { action, blocks, touched: 0, held: [] };
  world.network.rules.push(rule);
  return {
    nodes,
    unit: action === 'drop' ? 'messages dropped' : 'messages held',
    touched: () => rule.touched,
    end: () => world.network.lift(rule),
  };
}

function crash(
  world: World,
  nodes: readonly Node[],
  onCrash: 'lose' | 'tear' | undefined,
  draw: Stream,
): Active | undefined {
  if (nodes.length === 0) return undefined;
  for (const node of nodes) {
    const keep = (onCrash ?? node.group.onCrash) === 'tear' ? draw() : 0;
    world.crash(node, keep);
  }
  return {
    nodes: ids(nodes),
    unit: 'nodes crashed',
    touched: () => nodes.length,
    end: () => {
      for (const node of nodes) if (node.mode === 'down') world.start(node);
    },
  };
}

function restart(world: World, nodes: readonly Node[]): Active | undefined {
  if (nodes.length === 0) return undefined;
  for (const node of nodes) world.start(node);
  return { nodes: ids(nodes), unit: 'nodes restarted', touched: () => nodes.length, end: () => {} };
}

function pause(world: World, nodes: readonly Node[]): Active | undefined {
  if (nodes.length === 0) return undefined;
  for (const node of nodes) world.pause(node);
  return {
    nodes: ids(nodes),
    unit: 'nodes paused',
    touched: () => nodes.length,
    end: () => {
      for (const node of nodes) if (node.mode === 'paused') world.resume(node);
    },
  };
}

function slow(world: World, nodes: readonly Node[], delay: () => Duration): Active | undefined {
  if (nodes.length === 0) return undefined;
  const effects = nodes.map((node) => {
    const effect = { delay, busyUntil: 0, touched: 0 };
    node.slow = effect;
    world.setMode(node, node.mode);
    return effect;
  });
  return {
    nodes: ids(nodes),
    unit: 'messages and timers delayed',
    touched: () => effects.reduce((sum, effect) => sum + effect.touched, 0),
    end: () => {
      for (const node of nodes) {
        node.slow = undefined;
        world.setMode(node, node.mode);
      }
    },
  };
}

function degrade(world: World, nodes: readonly Node[], link: Override['link']): Active | undefined {
  if (nodes.length === 0) return undefined;
  const hit = new Set(ids(nodes));
  const override: Override = { applies: (a, b) => hit.has(a) || hit.has(b), link, touched: 0 };
  const { overrides } = world.network;
  overrides.push(override);
  return {
    nodes: ids(nodes),
    unit: 'messages on degraded links',
    touched: () => override.touched,
    end: () => {
      overrides.splice(overrides.indexOf(override), 1);
    },
  };
}

function skew(world: World, nodes: readonly Node[], jump: Duration, drift: number): Active | undefined {
  if (nodes.length === 0) return undefined;
  for (const node of nodes) {
    node.clock.jump(jump);
    node.clock.addDrift(drift, world.kernel.now);
  }
  return {
    nodes: ids(nodes),
    unit: 'clocks changed',
    touched: () => (jump === 0 && drift === 0 ? 0 : nodes.length),
    end: () => {
      for (const node of nodes) node.clock.addDrift(-drift, world.kernel.now);
    },
  };
}

function disk(
  nodes: readonly Node[],
  action: Extract<FaultAction, { kind: 'disk' }>,
  draw: Stream,
): Active | undefined {
  if (nodes.length === 0) return undefined;
  const before = nodes.map((node) => node.disk.affected());
  const sync = action.sync && compileDraw(action.sync).bind(() => draw);
  for (const node of nodes) {
    if (sync !== undefined || action.full) node.disk.override(sync, action.full);
    if (action.corrupt > 0) node.spoil = { share: action.corrupt, draw };
  }
  const lost = () => nodes.reduce((sum, node) => sum + node.spoiled, 0);
  const slowed = () => nodes.reduce((sum, node, i) => sum + node.disk.affected() - before[i]!, 0);
  return {
    nodes: ids(nodes),
    unit: action.corrupt > 0 ? 'records lost' : 'syncs slowed or refused',
    touched: () => (action.corrupt > 0 ? lost() : slowed()),
    end: () => {
      for (const node of nodes) {
        node.disk.override(undefined, false);
        node.spoil = undefined;
      }
    },
  };
}

/** Asks in the administrator's name. */
export interface Admin {
  ask(action: Extract<FaultAction, { kind: 'ask' }>, draw: Stream): Active | undefined;
}

/** Adds the administrator's node, which asks again and follows redirects until it is answered `ok` or `fail`. */
export function createAdmin(world: World): Admin {
  const waiting = new Map<number, (reply: Reply) => void>();
  let nextId = 1;
  const group = world.addGroup({
    name: 'admin',
    count: 1,
    receive: (_, message) => {
      if (message.kind === 'reply') waiting.get((message as Reply).id)?.(message as Reply);
    },
  });
  const self = group.members[0]!;
  const again = world.kernel.handler((_a, _b, run) => (run as () => void)());
  return {
    ask(action, draw) {
      const first = resolve(world, action.node, draw)[0];
      if (first === undefined) return undefined;
      const value = action.nodes === undefined ? action.value : resolve(world, action.nodes, draw);
      const id = nextId++;
      let answered = 0;
      let asks = 0;
      const ask = (to: NodeId) => {
        if (answered > 0 || asks++ >= MAX_ASKS) return;
        const request: Request = {
          kind: 'request',
          from: self,
          id,
          session: -1 - self,
          sequence: id,
          f: action.f,
          value,
        };
        world.send(self, to, request);
        const retry = () => ask(resolve(world, action.node, draw)[0] ?? to);
        world.kernel.schedule(world.kernel.now + ASK_AGAIN, again, 0, 0, retry);
      };
      waiting.set(id, (reply) => {
        if (reply.status === 'ok') answered++;
      });
      ask(first);
      return {
        nodes: [first],
        unit: 'requests carried out',
        touched: () => Math.min(answered, 1),
        end: () => {},
      };
    },
  };
}
