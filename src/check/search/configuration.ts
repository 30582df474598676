/**
 * Configurations: what may be the case at one point of the history, and which of them can be forgotten.
 *
 * A configuration is a state and, for every open operation, whether it took effect (`done`), may be left
 * out (`optional`: unfinished, or hidden behind a later overwrite), or must still happen. Knows no object:
 * states are numbers.
 */

/** Linearized operations, newest first; only kept while an explanation may be wanted. */
export interface Path {
  /** Index of the operation in the partition; where the path begins, `-1 - n` for the n-th way to begin. */
  readonly operation: number;
  /** Whether it stands just before the last overwrite instead of here. */
  readonly hidden: boolean;
  readonly before: Path | undefined;
}

export interface Configuration {
  readonly state: number;
  /** Two words for every 32 slots: done, then optional. */
  readonly bits: Int32Array;
  readonly path: Path | undefined;
  /** The operation that led here within this event, if it made nothing else possible; otherwise -1. */
  readonly idleBy: number;
  /** The state before that operation. */
  readonly idleFrom: number;
}

export function isDone(configuration: Configuration, slot: number): boolean {
  return isSet(configuration.bits, slot);
}

/** Whether the operation in a slot is done, according to the bits of a configuration. */
export function isSet(bits: Int32Array, slot: number): boolean {
  return (((bits[(slot >> 5) * 2] as number) >>> (slot & 31)) & 1) === 1;
}

export function isOptional(configuration: Configuration, slot: number): boolean {
  return (((configuration.bits[(slot >> 5) * 2 + 1] as number) >>> (slot & 31)) & 1) === 1;
}

export function setDone(bits: Int32Array, slot: number): void {
  const word = (slot >> 5) * 2;
  const mask = 1 << (slot & 31);
  bits[word] = (bits[word] as number) | mask;
  bits[word + 1] = (bits[word + 1] as number) & ~mask;
}

export function setOptional(bits: Int32Array, slot: number): void {
  const word = (slot >> 5) * 2 + 1;
  bits[word] = (bits[word] as number) | (1 << (slot & 31));
}

export function clearSlot(bits: Int32Array, slot: number): void {
  const word = (slot >> 5) * 2;
  const mask = ~(1 << (slot & 31));
  bits[word] = (bits[word] as number) & mask;
  bits[word + 1] = (bits[word + 1] as number) & mask;
}

/**
 * Whether everything that can follow `b` can follow `a` too, the states being equal: a read that is done
 * is better than one to come, an operation that may be left out is better than one that happened or must.
 */
function covers(a: Int32Array, b: Int32Array, reads: Int32Array): boolean {
  for (let word = 0; word < a.length; word += 2) {
    const doneA = a[word] as number;
    const doneB = b[word] as number;
    const optionalA = a[word + 1] as number;
    const read = reads[word >> 1] as number;
    const differ = (doneA ^ doneB) | (optionalA ^ (b[word + 1] as number));
    if ((differ & ~optionalA & ~read) !== 0) return false;
    if ((doneB & ~doneA & read) !== 0) return false;
  }
  return true;
}

/** A set of configurations without those that another one covers. */
export interface Front {
  /** Adds a configuration unless one that is as good is there; drops those that it covers. */
  add(configuration: Configuration): boolean;
  readonly size: number;
  /** In order of states first seen. */
  list(): Configuration[];
}

/** `reads`: one word for every 32 slots, the open reads; the front keeps looking at it. */
export function createFront(reads: Int32Array): Front {
  const byState = new Map<number, Configuration[]>();
  let size = 0;
  // One that is restricted in how it may go on stands in only for those restricted in the same way.
  const replaces = (a: Configuration, b: Configuration) =>
    (a.idleBy === -1 || (a.idleBy === b.idleBy && a.idleFrom === b.idleFrom)) &&
    covers(a.bits, b.bits, reads);
  return {
    add(configuration) {
      const known = byState.get(configuration.state);
      if (known === undefined) {
        byState.set(configuration.state, [configuration]);
        size++;
        return true;
      }
      for (const other of known) if (replaces(other, configuration)) return false;
      let kept = 0;
      for (const other of known) if (!replaces(configuration, other)) known[kept++] = other;
      size += kept + 1 - known.length;
      known.length = kept;
      known.push(configuration);
      return true;
    },
    get size() {
      return size;
    },
    list: () => [...byState.values()].flat(),
  };
}
