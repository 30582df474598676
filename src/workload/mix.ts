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

/** Reads and plain requests carry no value; whatever changes something carries a unique one. */
const takesValue = (f: string): boolean => !['read', 'get', 'request'].includes(f);

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
      return () => {
        const u = draw();
        return u < keys.share
          ? Math.floor((u / keys.share) * keys.hot)
          : keys.hot + Math.floor(((u - keys.share) / (1 - keys.share)) * (keys.count - keys.hot));
      };
  }
}
