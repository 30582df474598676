/**
 * The memory of a shard: the keys that were read last, and how often a read finds its own among them.
 *
 * Of keys alone, for their cells are the shard's. A read is looked up as it comes, and its key is there once it has been
 * served. Least recently used goes first: R. Mattson et al., "Evaluation Techniques for Storage Hierarchies", IBM Systems
 * Journal 9(2), 1970.
 */
import type { Monitor } from '../../../src/model/index.js';

export interface Memory {
  readonly capacity: number;
  /** The one that was read last comes last. */
  readonly keys: Set<string>;
  reads: number;
  hits: number;
}

export const createMemory = (capacity: number): Memory => ({ capacity, keys: new Set(), reads: 0, hits: 0 });

/** Whether the key is there; it is then the last one to go. */
export function recall(memory: Memory, key: string): boolean {
  memory.reads += 1;
  if (!memory.keys.delete(key)) return false;
  memory.keys.add(key);
  memory.hits += 1;
  return true;
}

/** The key has been read. */
export function load({ keys, capacity }: Memory, key: string): void {
  if (capacity === 0) return;
  keys.delete(key);
  keys.add(key);
  if (keys.size > capacity)
    for (const oldest of keys) {
      keys.delete(oldest);
      return;
    }
}

/** Measures; there is no rule. */
export function monitor(): Monitor<{ readonly memory: Memory }> {
  const memories = new Set<Memory>();
  return {
    rules: [],
    after(_node, { memory }) {
      memories.add(memory);
      return undefined;
    },
    judged: () => 0,
    measures: () => {
      const used = [...memories].filter(({ capacity, reads }) => capacity > 0 && reads > 0);
      const hits = used.reduce((sum, memory) => sum + memory.hits, 0);
      const reads = used.reduce((sum, memory) => sum + memory.reads, 0);
      return [{ name: 'reads served from memory', unit: 'share', values: reads === 0 ? [] : [hits / reads] }];
    },
  };
}
