/**
 * What the members of a group hold, looked at every so often between events.
 *
 * Only of groups that an expectation asks about. Looking schedules nothing and changes nothing, so that events and
 * digest are the same with and without. Knows no clients and no expectations.
 */
import { createDigest } from '../kernel/digest.js';
import type { Json } from '../kernel/json.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { NodeId, Request } from '../model/message.js';
import type { ContentsRecord } from '../observe/run-record.js';
import type { Group, Node } from './node.js';
import type { World } from './world.js';

export interface Looks {
  /** Looks now. */
  look(): void;
  /** At the end of the run, which has been looked at `every` so often. */
  record(every: Duration): ContentsRecord;
}

export function createLooks(world: World, group: Group): Looks {
  const members = group.members.map((id) => ({
    id,
    series: [] as { at: Instant; digest: string | undefined }[],
  }));
  const asked = { at: 0 };
  noteRequests(world, group, asked);
  return {
    look() {
      const at = world.kernel.now;
      for (const { id, series } of members) {
        const digest = digestOf(contentsOf(world, world.nodes[id]!));
        if (series.length === 0 || series.at(-1)!.digest !== digest) series.push({ at, digest });
      }
    },
    record(every) {
      const cutOff = cutOffFromOthers(world, group.members);
      const replicas = replicasOf(world, group);
      return {
        group: group.name,
        every,
        askedAt: asked.at,
        members: members.map(({ id, series }) => {
          const node = world.nodes[id]!;
          const cut = cutOff.has(id) ? 'cut off' : undefined;
          const out = node.mode !== 'up' ? node.mode : replicas.has(id) ? cut : 'no replica';
          return { node: node.name, series, out, last: contentsOf(world, node) };
        }),
      };
    },
  };
}

/** Operations that change nothing. */
const READS: readonly string[] = ['read', 'r', 'get', 'peek'];

/** Notes when the group's nodes begin on a request that may change something. The handler is the same otherwise. */
function noteRequests(world: World, group: Group, asked: { at: Instant }): void {
  const handler = group.handlers.get('request');
  if (handler === undefined) return;
  group.handlers.set('request', {
    ...handler,
    run(state, message, ctx) {
      if (!READS.includes((message as Request).f)) asked.at = world.kernel.now;
      return handler.run(state, message, ctx);
    },
  });
}

/** Members that are to hold a copy, as the model has it. */
function replicasOf(world: World, { members, model }: Group): ReadonlySet<NodeId> {
  const views = members.map((id) => ({ id, state: world.nodes[id]!.state }));
  return new Set(model?.replicas?.(views) ?? members);
}

/** `undefined` of a node that is down, or holds no copy. What goes wrong is the model's, and fails the run. */
function contentsOf(world: World, node: Node): Json | undefined {
  const { model } = node.group;
  if (node.state === undefined || model?.contents === undefined) return undefined;
  try {
    const contents = model.contents(node.state) as unknown;
    if (contents === undefined || isJson(contents)) return contents;
    complain(world, node, 'are no JSON: a Map, a Set or a class is in them');
  } catch (error) {
    complain(world, node, `could not be told: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

function complain(world: World, node: Node, what: string): void {
  const explanation = `the contents of ${node.name} ${what}`;
  if (world.violations.some((each) => each.explanation === explanation)) return;
  world.violations.push({
    group: node.group.name,
    rule: 'contents',
    at: world.kernel.now,
    node: node.name,
    explanation,
  });
}

function isJson(value: unknown): value is Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isJson);
  const proto: unknown = Object.getPrototypeOf(value);
  return (proto === Object.prototype || proto === null) && Object.values(value as object).every(isJson);
}

function digestOf(contents: Json | undefined): string | undefined {
  if (contents === undefined) return undefined;
  const digest = createDigest();
  digest.json(contents);
  return digest.hex();
}

/**
 * Members that a fault keeps from others at the end, until all that are left reach each other both ways: those that
 * reach the fewest go first.
 */
function cutOffFromOthers({ network, nodes }: World, members: readonly NodeId[]): ReadonlySet<NodeId> {
  const cutOff = new Set<NodeId>();
  const { rules } = network;
  if (rules.length === 0) return cutOff;
  const apart = (a: NodeId, b: NodeId) => rules.some((rule) => rule.blocks(a, b) || rule.blocks(b, a));
  const left = members.filter((id) => nodes[id]!.mode === 'up');
  for (;;) {
    const kept = left.filter((id) => !cutOff.has(id));
    const unreached = kept.map((id) => kept.filter((other) => other !== id && apart(id, other)).length);
    const most = Math.max(0, ...unreached);
    if (most === 0) return cutOff;
    cutOff.add(kept[unreached.lastIndexOf(most)]!);
  }
}
