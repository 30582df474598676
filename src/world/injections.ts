/**
 * What each kind of fault does to the world, and how it is undone.
 *
 * Each injection ends its own effect and no other's: two that overlap on one node do not lift each other.
 * Knows nothing of when they happen (`faults.ts`).
 */
import type { Stream } from '../kernel/random.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { NodeId } from '../model/message.js';
import type { FaultAction, Partition, Selector } from '../scenario/scenario.js';
import type { Admin } from './admin.js';
import type { DiskTrouble } from './disk.js';
import { compileDraw } from './draw.js';
import { crash, pause, resume, slowDown, speedUp, start } from './lifecycle.js';
import { compilePartialLink, type Override, type Rule } from './network.js';
import type { Node } from './node.js';
import { cut } from './partition.js';
import { resolve } from './selector.js';
import type { World } from './world.js';

/** A fault under way: what it has touched so far, and how to end it. */
export interface Active {
  readonly nodes: readonly NodeId[];
  readonly unit: string;
  touched(): number;
  /** When the last that it had delayed arrives, which may be after its end. */
  settledAt?(): Instant;
  end(): void;
  /** Whether nothing is left of it, although its time is not up: another fault restarted or crashed its nodes. */
  isOver?(): boolean;
}

type Action<K extends FaultAction['kind']> = Extract<FaultAction, { kind: K }>;

/** Starts one fault; `undefined` if there is nobody to hit. */
export function inject(world: World, action: FaultAction, draw: Stream, admin: Admin): Active | undefined {
  if (action.kind === 'ask') return admin.ask(action, draw);
  if (action.kind === 'partition') return block(world, action.shape, 'drop', draw);
  if (action.kind === 'hold') return block(world, action.shape, 'hold', draw);
  const nodes = victims(world, action.nodes, action.kind, draw);
  if (nodes.length === 0) return undefined;
  switch (action.kind) {
    case 'crash':
      return crashNodes(world, nodes, action.disk, draw);
    case 'restart':
      return restartNodes(world, nodes);
    case 'pause':
      return pauseNodes(world, nodes);
    case 'slow':
      return slowNodes(
        world,
        nodes,
        compileDraw(action.delay).bind(() => draw),
      );
    case 'degrade':
      return degradeLinks(world, nodes, compilePartialLink(action.link));
    case 'clock':
      return skewClocks(world, nodes, action);
    case 'disk':
      return troubleDisks(nodes, action, draw);
  }
}

/** The nodes that the selector points at and that the fault can do something to just now. */
function victims(world: World, selector: Selector, kind: FaultAction['kind'], draw: Stream): readonly Node[] {
  return resolve(world, selector, draw)
    .map((id) => world.nodes[id]!)
    .filter((node) => CAN_HIT[kind](node));
}

const hasModel = (node: Node) => node.group.model !== undefined;

const CAN_HIT: Readonly<Record<FaultAction['kind'], (node: Node) => boolean>> = {
  crash: (node) => node.mode !== 'down' && hasModel(node),
  restart: (node) => node.mode === 'down' && hasModel(node),
  pause: (node) => node.mode === 'up',
  slow: (node) => node.slow === undefined,
  clock: hasModel,
  disk: hasModel,
  degrade: () => true,
  partition: () => true,
  hold: () => true,
  ask: () => true,
};

const ids = (nodes: readonly Node[]) => nodes.map((node) => node.id);
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** Nodes with the incarnation they have now, to tell later whether it is still that one. */
const remember = (nodes: readonly Node[]) => nodes.map((node) => ({ node, incarnation: node.incarnation }));

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

function crashNodes(
  world: World,
  nodes: readonly Node[],
  onCrash: Action<'crash'>['disk'],
  draw: Stream,
): Active {
  for (const node of nodes) crash(world, node, (onCrash ?? node.group.onCrash) === 'tear' ? draw() : 0);
  const crashed = remember(nodes);
  const stillDown = () =>
    crashed.filter(({ node, incarnation }) => node.mode === 'down' && node.incarnation === incarnation);
  return {
    nodes: ids(nodes),
    unit: 'nodes crashed',
    touched: () => nodes.length,
    end: () => {
      for (const { node } of stillDown()) start(world, node);
    },
    isOver: () => stillDown().length === 0,
  };
}

function restartNodes(world: World, nodes: readonly Node[]): Active {
  for (const node of nodes) start(world, node);
  return { nodes: ids(nodes), unit: 'nodes restarted', touched: () => nodes.length, end: () => {} };
}

function pauseNodes(world: World, nodes: readonly Node[]): Active {
  for (const node of nodes) pause(world, node);
  const paused = remember(nodes);
  const stillPaused = () =>
    paused.filter(({ node, incarnation }) => node.mode === 'paused' && node.incarnation === incarnation);
  return {
    nodes: ids(nodes),
    unit: 'nodes paused',
    touched: () => nodes.length,
    end: () => {
      for (const { node } of stillPaused()) resume(world, node);
    },
    isOver: () => stillPaused().length === 0,
  };
}

function slowNodes(world: World, nodes: readonly Node[], delay: () => Duration): Active {
  const effects = nodes.map((node) => {
    const effect = { delay, touched: 0 };
    slowDown(node, effect);
    return effect;
  });
  return {
    nodes: ids(nodes),
    unit: 'messages and timers delayed',
    touched: () => sum(effects.map(({ touched }) => touched)),
    end: () => {
      for (const node of nodes) speedUp(world, node);
    },
  };
}

function degradeLinks(world: World, nodes: readonly Node[], link: Override['link']): Active {
  const hit = new Set(ids(nodes));
  const override: Override = { applies: (a, b) => hit.has(a) || hit.has(b), link, touched: 0, arrives: 0 };
  const { overrides } = world.network;
  overrides.push(override);
  return {
    nodes: ids(nodes),
    unit: 'messages on degraded links',
    touched: () => override.touched,
    settledAt: () => override.arrives,
    end: () => {
      overrides.splice(overrides.indexOf(override), 1);
    },
  };
}

/** The jump stays; the drift lasts as long as the fault. */
function skewClocks(world: World, nodes: readonly Node[], { jump, drift }: Action<'clock'>): Active {
  const { kernel } = world;
  for (const node of nodes) {
    node.clock.jump(jump);
    node.clock.addDrift(drift, kernel.now);
  }
  return {
    nodes: ids(nodes),
    unit: 'clocks changed',
    touched: () => (jump === 0 && drift === 0 ? 0 : nodes.length),
    end: () => {
      for (const node of nodes) node.clock.addDrift(-drift, kernel.now);
    },
  };
}

function troubleDisks(nodes: readonly Node[], action: Action<'disk'>, draw: Stream): Active {
  const { full, corrupt } = action;
  const sync = action.sync && compileDraw(action.sync).bind(() => draw);
  const troubles = nodes.map((node) => {
    const trouble: DiskTrouble = { sync, full, corrupt, draw, syncs: 0, records: 0 };
    node.disk.troubles.push(trouble);
    return trouble;
  });
  /** Those that wait for a sync that never completes, which they do until they start again. */
  let waiting: ReturnType<typeof remember> = [];
  return {
    nodes: ids(nodes),
    unit: corrupt > 0 ? 'records lost' : 'syncs slowed or refused',
    touched: () => sum(troubles.map(({ syncs, records }) => (corrupt > 0 ? records : syncs))),
    settledAt: () =>
      waiting.some(({ node, incarnation }) => node.incarnation === incarnation) ? Infinity : 0,
    end: () => {
      waiting = remember(nodes.filter((_, i) => full && troubles[i]!.syncs > 0));
      nodes.forEach(({ disk }, i) => {
        disk.troubles.splice(disk.troubles.indexOf(troubles[i]!), 1);
      });
    },
  };
}
