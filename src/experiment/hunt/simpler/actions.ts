/**
 * Simpler things for a fault to do: a simpler kind, a simpler shape, fewer nodes, fewer properties, constants.
 *
 * Proposes, the boldest first; which of them are simpler is the measure's business.
 */
import type { FaultAction, Link, Partition, Selector } from '../../../scenario/scenario.js';
import { constantOf } from './constants.js';
import { type Scope, simplerSelectors } from './selectors.js';

type Action<K extends FaultAction['kind']> = Extract<FaultAction, { readonly kind: K }>;

export function* simplerActions(action: FaultAction, scope: Scope): Iterable<FaultAction> {
  switch (action.kind) {
    case 'hold':
      yield { ...action, kind: 'partition' };
      for (const shape of simplerShapes(action.shape, scope)) yield { ...action, shape };
      return;
    case 'partition':
      for (const shape of simplerShapes(action.shape, scope)) yield { ...action, shape };
      return;
    case 'ask':
      // Which nodes go with a request is what it asks for, and not every set makes sense.
      for (const node of simplerSelectors(action.node, scope)) yield { ...action, node };
      return;
    case 'slow':
      yield { kind: 'pause', nodes: action.nodes };
      yield { ...action, delay: constantOf(action.delay) };
      break;
    case 'degrade':
      yield { kind: 'partition', shape: { kind: 'isolate', of: action.nodes } };
      yield* simplerLinks(action);
      break;
    case 'clock':
      if (action.drift !== 0) yield { ...action, jump: 0 };
      if (action.jump !== 0) yield { ...action, drift: 0 };
      break;
    case 'disk':
      yield* simplerDisks(action);
      break;
    case 'crash':
      yield { ...action, disk: undefined };
      yield { ...action, disk: 'lose' };
      break;
  }
  for (const nodes of simplerSelectors(action.nodes, scope)) yield { ...action, nodes };
}

function* simplerLinks(action: Action<'degrade'>): Iterable<FaultAction> {
  const { link } = action;
  const stated = (Object.keys(link) as (keyof Link)[]).filter((key) => link[key] !== undefined);
  if (stated.length > 1) {
    for (const key of stated) yield { ...action, link: only(link, stated, (other) => other === key) };
    for (const key of stated) yield { ...action, link: only(link, stated, (other) => other !== key) };
  }
  if (link.latency !== undefined) yield { ...action, link: { ...link, latency: constantOf(link.latency) } };
}

const only = (
  link: Partial<Link>,
  stated: readonly (keyof Link)[],
  keep: (key: keyof Link) => boolean,
): Partial<Link> => Object.fromEntries(stated.filter(keep).map((key) => [key, link[key]]));

function* simplerDisks(action: Action<'disk'>): Iterable<FaultAction> {
  const { sync, full, corrupt } = action;
  const one = { ...action, sync: undefined, full: false, corrupt: 0 };
  if (full) yield { ...one, full };
  if (corrupt > 0) yield { ...one, corrupt };
  if (sync === undefined) return;
  yield { ...one, sync };
  if (full || corrupt > 0) yield { ...action, sync: undefined };
  if (full) yield { ...action, full: false };
  if (corrupt > 0) yield { ...action, corrupt: 0 };
  yield { ...action, sync: constantOf(sync) };
}

function* simplerShapes(shape: Partition, scope: Scope): Iterable<Partition> {
  const isolate = (of: Selector): Partition => ({ kind: 'isolate', of });
  const simpler = (of: Selector): Iterable<Selector> => simplerSelectors(of, scope);
  switch (shape.kind) {
    case 'isolate':
      for (const of of simpler(shape.of)) yield isolate(of);
      return;
    case 'split':
      yield isolate(shape.left);
      yield isolate(shape.right);
      for (const left of simpler(shape.left)) yield { ...shape, left };
      for (const right of simpler(shape.right)) yield { ...shape, right };
      return;
    case 'one-way':
      yield isolate(shape.from);
      yield isolate(shape.to);
      for (const from of simpler(shape.from)) yield { ...shape, from };
      for (const to of simpler(shape.to)) yield { ...shape, to };
      return;
    case 'halves':
    case 'bridge':
    case 'ring':
      for (const of of simpler(shape.of)) yield isolate(of);
      yield { kind: 'halves', of: shape.of };
      if (shape.kind === 'ring') yield { kind: 'bridge', of: shape.of };
  }
}
