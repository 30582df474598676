/**
 * Whom a client asks: at first, when nobody answers, and after what an answer has taught it.
 *
 * Each client goes by what it has seen itself; nobody tells it who is up. Knows nothing of operations and time.
 */
import { invariant } from '../kernel/invariant.js';
import type { Json } from '../kernel/json.js';
import type { Stream } from '../kernel/random.js';
import type { Ask, NodeId } from '../model/message.js';
import type { Router } from '../model/model.js';
import type { ClientGroup } from '../scenario/scenario.js';
import type { World } from '../world/world.js';

/** Clients are told by their place in their group. */
export interface Routes {
  first(client: number, ask: Ask): NodeId;
  /** Whom to ask when `target` did not answer, or knew nobody. */
  next(client: number, target: NodeId): NodeId;
  /** Sent away to another node: whether to go there. */
  redirected(client: number, from: NodeId, to: NodeId): boolean;
  /** What a node that sent the client away said of the layout. */
  learned(client: number, news: Json): void;
  answered(client: number, by: NodeId): void;
  /** The operation was given up while `target` was being asked. */
  givenUp(client: number, target: NodeId): void;
}

export function createRoutes(world: World, group: ClientGroup): Routes {
  const targets = world.groups.get(group.target)!.members;
  const draw = world.stream(`workload/${group.name}/route`);
  const { route } = group;
  const isSticky = route === 'sticky';
  const anyTarget = () => anyOf(targets, draw);
  const after = (target: NodeId) => targets[(targets.indexOf(target) + 1) % targets.length]!;
  /** Whom each client asks first, unless its route says otherwise. */
  const contact = Array.from({ length: group.count }, (_, i) =>
    route === 'pinned' ? targets[i % targets.length]! : anyTarget(),
  );
  const routers = route === 'by-key' ? contact.map(routerOf(world, targets)) : [];
  let turn = 0;
  return {
    first(client, ask) {
      if (route === 'random') return anyTarget();
      if (route === 'round-robin') return targets[turn++ % targets.length]!;
      if (route === 'by-key') return routers[client]!.whom(ask);
      return contact[client]!;
    },
    next(client, target) {
      const next = route === 'pinned' ? contact[client]! : after(target);
      if (isSticky) contact[client] = next;
      return next;
    },
    redirected(client, from, to) {
      // A corrupted reply may name a node that is none, or no server.
      if (to === from || world.nodes[to]?.group.model === undefined) return false;
      if (isSticky) contact[client] = to;
      return true;
    },
    learned(client, news) {
      const router = routers[client];
      if (router !== undefined) routers[client] = router.learn(news);
    },
    answered(client, by) {
      // Not whoever the request was only passed on to.
      if (isSticky && contact[client] !== by && targets.includes(by)) contact[client] = by;
    },
    givenUp(client, target) {
      if (isSticky) contact[client] = after(target);
    },
  };
}

const anyOf = (targets: readonly NodeId[], draw: Stream): NodeId =>
  targets[Math.floor(draw() * targets.length)]!;

/** What every client knows at the start; routers never change, so all may have the same. */
function routerOf(world: World, targets: readonly NodeId[]): () => Router {
  const { group, ctx } = world.nodes[targets[0]!]!;
  const router = group.model?.router?.(ctx);
  invariant(router !== undefined, `clients of ${group.name} can find keys themselves`);
  return () => router;
}
