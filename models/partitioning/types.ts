/**
 * What partitioning is about: keys, the members that hold them, and who answers where a key lives.
 *
 * A `Layout` is JSON: a model keeps it in its state and sends it around. A `Partitioner` is derived from it and has the
 * tables; it is made anew whenever the layout changes. Knows no algorithm.
 */
import type { HashName } from './hash.js';

/** A key and its hash: 64 bits in two unsigned halves. A hash of 32 bits is the lower half. */
export interface Key {
  readonly text: string;
  readonly high: number;
  readonly low: number;
}

/** A node, or whatever else holds a part of the keys. */
export interface Member {
  readonly id: string;
  /** How much it takes, beside the others; 1 is usual. */
  readonly weight: number;
  /** Where it fails together with others: a rack, a data centre. Empty if nobody says. */
  readonly zone: string;
}

/** Each algorithm reads what it needs, and says which. */
export interface Settings {
  readonly hash: HashName;
  /** Keys are hashes already. They have 64 bits, or 32 where the algorithm has no more. */
  readonly raw: boolean;
  /** Virtual nodes on a ring, for each unit of weight. */
  readonly points: number;
  /** Places at which multi-probe looks. */
  readonly probes: number;
  /** Entries of Maglev's table: a prime. */
  readonly tableSize: number;
  /** Nobody gets more than this times the mean: c = 1 + ε of bounded loads. */
  readonly bound: number;
  /** Buckets that AnchorHash can ever have; 0: twice the members at the start, and at least 64. */
  readonly capacity: number;
  /** Slots of a directory: the pieces that it moves. */
  readonly slots: number;
  /** Members of a shuffle shard. */
  readonly shardSize: number;
}

/** Who is there, and what an algorithm needs to remember of how it came about. */
export interface Layout {
  readonly algorithm: string;
  readonly members: readonly Member[];
  readonly settings: Settings;
  /** Range: the first key of the second, third, … member. */
  readonly bounds: readonly string[];
  /** Directory and cells: keys with a place of their own. */
  readonly pinned: Readonly<Record<string, string>>;
  /** Directory: whose each slot is. AnchorHash: whose each bucket is, empty if nobody's. */
  readonly table: readonly string[];
  /** AnchorHash: buckets without a member; the last one was given up last, and is used first. */
  readonly vacant: readonly number[];
}

export type Change =
  | { readonly kind: 'add'; readonly member: Member }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'weight'; readonly id: string; readonly weight: number };

/** Where keys live. Members are told by their place in `members`. */
export interface Partitioner {
  readonly members: readonly Member[];
  readonly owner: (key: Key) => number;
  /** Members in the order in which they are asked to hold the key: first its owner, each once, in the end all. */
  readonly order: (key: Key) => Iterable<number>;
  /** The share of all possible hashes that each member owns, where that is known exactly. */
  readonly shares?: () => readonly number[];
  /** Where members are on a ring, in order: places of 64 bits, or of 32 with zeros behind. */
  readonly points?: () => readonly (Omit<Key, 'text'> & { readonly member: number })[];
  /** Owners of many keys together, where one key's owner depends on the others. */
  readonly assign?: (keys: Keys) => Int32Array;
}

/** Many keys, of which not all need to be there at once: what `at` returns holds until it is called again. */
export interface Keys {
  readonly length: number;
  readonly at: (index: number) => Key;
}

/** What an algorithm is to those who choose one. */
export interface Algorithm {
  readonly name: string;
  readonly about: string;
  readonly source: string;
  /** Whether members may have different weights. */
  readonly weighted: boolean;
  /** Settings it reads. */
  readonly reads: readonly (keyof Settings)[];
  /** Where its own settings are different from everybody's. */
  readonly defaults?: Partial<Settings>;
  /** Whether a change moves keys only from whoever loses some and to whoever gains some. */
  readonly movesLeast: boolean;
  /** Members are numbered, and only the last can leave without the others' numbers changing. */
  readonly removesLast?: boolean;
  /** A lookup asks every member. */
  readonly asksAll?: boolean;
  /** A key is held by some members only, even if all others are gone. */
  readonly confines?: boolean;
  readonly build: (layout: Layout) => Partitioner;
  /** What is to be remembered at the start, and after a change, where that is more than who is there. */
  readonly start?: (layout: Layout) => Layout;
  readonly change?: (layout: Layout, change: Change) => Layout;
}
