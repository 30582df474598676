/**
 * What clients ask for: operations by weight, keys by popularity, and values.
 *
 * Written values are unique per client group, so that a checker can tell writes apart. One draw each.
 */
import { quantile } from '../kernel/distribution.js';
import type { Json } from '../kernel/json.js';
import type { Stream } from '../kernel/random.js';
import type { Ask } from '../model/message.js';
import type { ClientGroup, Keys } from '../scenario/scenario.js';

export interface Mix {
  /** The next operation to ask for. */
  next(): Ask;
  /** A value of the key that a client has just seen, which the next `cas` on it will expect. */
  saw(key: Json, value: Json): void;
}

export function createMix(group: ClientGroup, stream: (purpose: string) => Stream): Mix {
  const operation = pickOperation(group.operations, stream('operations'));
  const key = pickKey(group.keys, stream('keys'));
  const lastSeen = new Map<Json, Json>();
  let written = 0;
  return {
    next() {
      const f = operation();
      const k = key();
      return {
        f,
        key: k,
        value: f === 'cas' ? [lastSeen.get(k) ?? null, ++written] : takesValue(f) ? ++written : null,
      };
    },
    saw(k, value) {
      lastSeen.set(k, value);
    },
  };
}

/** What asks or takes without saying what carries no value; whatever else changes something carries a unique one. */
const WITHOUT_VALUE = ['read', 'get', 'request', 'dequeue', 'generate', 'pop', 'peek', 'acquire', 'release'];
const takesValue = (f: string): boolean => !WITHOUT_VALUE.includes(f);

function pickOperation(operations: ClientGroup['operations'], draw: Stream): () => string {
  if (operations.length === 1) return () => operations[0]!.f;
  return () => {
    let u = draw();
    for (const { f, weight } of operations) {
      if (u < weight) return f;
      u -= weight;
    }
    return operations.at(-1)!.f;
  };
}

function pickKey(keys: Keys, draw: Stream): () => number {
  if (keys.count === 1) return () => 0;
  switch (keys.kind) {
    case 'uniform':
      return () => Math.floor(draw() * keys.count);
    case 'zipf': {
      const rank = quantile({ kind: 'zipf', count: keys.count, exponent: keys.exponent });
      return () => rank(draw());
    }
    case 'hot':
      return hotKey(keys.hot, keys.count, keys.share, draw);
  }
}

/** One of the first `hot` keys with chance `share`, else one of the others. If all are hot, any of them. */
function hotKey(hot: number, count: number, share: number, draw: Stream): () => number {
  if (hot >= count) return () => Math.floor(draw() * count);
  return () => {
    const u = draw();
    return u < share
      ? Math.floor((u / share) * hot)
      : hot + Math.floor(((u - share) / (1 - share)) * (count - hot));
  };
}
