/**
 * Life and death of nodes: start, crash, pause and resume, slow and swift.
 *
 * Called by the world at the beginning and by faults later. A crash keeps what is durable and drops the rest;
 * a pause freezes the node's own work, while messages, syncs and clocks go on outside and wait for it.
 */
import { invariant } from '../kernel/invariant.js';
import type { SlowBy } from './inbox.js';
import { deepCopy, type Mode, type Node } from './node.js';
import type { World } from './world.js';

/** Starts a node, for the first time or again: its state is what its model makes of what is durable. */
export function start(world: World, node: Node): void {
  const { model } = node.group;
  const { now } = world.kernel;
  invariant(model !== undefined && node.mode === 'down', 'only a node with a model that is down can start');
  setMode(node, 'up');
  node.clock.restart(now);
  if (node.disk.restart() > 0) world.conditions.befell(node.group.name, 'a record is lost from the disk');
  if (node.incarnation > 0) world.trace?.mark(node.id, now, 'restart');
  world.step(node, () => {
    if (node.stations === undefined) world.stations.open(node, model.resources?.(node.ctx.params) ?? {});
    node.state = model.init(deepCopy(node.persisted), node.ctx);
  });
}

/** Drops all that is not durable. `keep`: share of the disk's pending writes that survive, 0..1. */
export function crash(world: World, node: Node, keep: number): void {
  const { now } = world.kernel;
  invariant(
    node.mode !== 'down' && node.group.model !== undefined,
    'only a node with a model can crash, once',
  );
  setMode(node, 'down');
  node.incarnation++;
  node.ctx.cancelAllTimers();
  node.processes = undefined;
  world.stations.crash(node);
  world.inboxes.clear(node.inbox);
  node.frozen.length = 0;
  const { kept, lost } = node.disk.crash(keep);
  if (lost > 0) world.conditions.befell(node.group.name, 'a crash loses unsynced writes');
  if (lost > 0 && kept > 0) world.conditions.befell(node.group.name, 'a crash tears unsynced writes');
  node.state = undefined;
  world.asNode(node, () => node.group.monitor?.crashed?.(node.id, now));
  for (const series of node.tracked.keys()) world.track(node.id, series, 'down');
  world.trace?.mark(node.id, now, 'crash');
}

/** Stops a node, as SIGSTOP does: it handles nothing and its servers stand still. */
export function pause(world: World, node: Node): void {
  invariant(node.mode === 'up', 'only a node that is up can be paused');
  setMode(node, 'paused');
  node.pausedAt = world.kernel.now;
  world.inboxes.interrupt(node.inbox);
}

/** Goes on; what came in meanwhile is handled now, in order, before anything else. */
export function resume(world: World, node: Node): void {
  invariant(node.mode === 'paused', 'only a node that is paused can go on');
  setMode(node, 'up');
  node.pausedFor += world.kernel.now - node.pausedAt;
  world.stations.thaw(node);
  world.inboxes.go(node);
}

/** From now on the node handles one thing at a time, each after a delay. */
export function slowDown(node: Node, by: SlowBy): void {
  node.slow = by;
  setMode(node, node.mode);
}

/** The node is itself again; what waited is handled now, in order. */
export function speedUp(world: World, node: Node): void {
  node.slow = undefined;
  setMode(node, node.mode);
  if (node.mode === 'up') world.inboxes.go(node);
}

function setMode(node: Node, mode: Mode): void {
  node.mode = mode;
  node.plain = mode === 'up' && node.slow === undefined;
}
