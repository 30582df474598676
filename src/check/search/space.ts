/**
 * The space of configurations of one partition: which operations are open at an event, what states there
 * are, and which configurations follow from one by letting one more operation take effect.
 *
 * Asks the model; does not decide in which order to look (search.ts does). Four observations keep the
 * space small, each of which loses no answer:
 *
 * - An operation takes effect only when one that is about to complete needs it (just-in-time
 *   linearization: G. Lowe, Testing for linearizability, 2017).
 * - A read takes effect as soon as it is legal, for it changes nothing.
 * - What nobody sees before an overwrite is not tried. An operation that is always legal and open while an
 *   overwrite takes effect may instead be left out: it then stands just before, where nobody sees it.
 * - Of two orders of operations that commute, and of two equal open operations, only one is tried.
 */
import type { Operation } from '../../observe/history.js';
import type { Foresight, ObjectModel } from '../objects/model.js';
import { ILLEGAL } from '../objects/model.js';
import { createAlikeness } from './alike.js';
import type { Configuration, Path } from './configuration.js';
import { clearSlot, isDone, isOptional, isSet, setDone, setOptional } from './configuration.js';
import type { Schedule } from './schedule.js';
import { INVOKE } from './schedule.js';
import { createValues } from './values.js';

export interface Space<S> {
  readonly reads: Int32Array;
  /** Model steps taken so far. */
  steps(): number;
  stateOf(id: number): S;
  idOf(state: S): number;
  first(state: S): Configuration;
  /** Moves the tables over event `at`, forwards. */
  apply(at: number): void;
  /** Moves the tables back over event `at`. */
  undo(at: number): void;
  /** The configuration just after the invocation at event `at`; `apply` comes first. Changes its argument. */
  invoked(configuration: Configuration, at: number): Configuration;
  /** A configuration like the given one, without the operation that completes at event `at`. */
  released(configuration: Configuration, at: number): Configuration;
  /** All configurations with one more operation in effect, on the way to the completion of `target`. */
  successors(configuration: Configuration, target: number, at: number): Configuration[];
  /** Forgets all states but those of the given configurations, which are numbered anew. */
  compact(configurations: readonly Configuration[]): Configuration[];
  /** Room that the states take, in entries. */
  weight(): number;
  isAnythingOpen(): boolean;
  /** Operations after `position` that need what these configurations hold, in the order of completions. */
  suspects(configurations: readonly Configuration[], position: number): readonly Operation[];
}

export function createSpace<S>(
  model: ObjectModel<S>,
  operations: readonly Operation[],
  schedule: Schedule,
  foresight: Foresight<S>,
): Space<S> {
  const words = (schedule.slots + 31) >> 5;
  /** Per slot: the open operation, or -1. */
  const open = new Int32Array(schedule.slots).fill(-1);
  const reads = new Int32Array(words);
  const writes = new Int32Array(words);
  /** Open operations that are legal in every state. */
  const totals = new Int32Array(words);
  const isRead = operations.map((operation) => model.isRead?.(operation) === true);
  const isBlind = operations.map((operation) => model.isBlind?.(operation) === true);
  const isTotal = operations.map((operation, index) => isBlind[index] || model.isTotal?.(operation) === true);
  const alike = createAlikeness(operations);
  let states: S[] = [];
  let ids = new Map<string | number, number>();
  /** Per state: its value, where states are values. */
  let valueOfState: number[] = [];
  let weight = 0;
  const values = createValues(model, operations);
  /** Per value: how many open operations leave it. */
  const openWriters = new Int32Array(values?.count ?? 0);
  let steps = 0;
  let openCount = 0;

  const op = (index: number) => operations[index] as Operation;
  const stateOf = (id: number) => states[id] as S;

  function idOf(state: S): number {
    const key = model.key(state);
    let id = ids.get(key);
    if (id === undefined) {
      id = states.push(state) - 1;
      ids.set(key, id);
      valueOfState.push(values === undefined ? -1 : values.idOf(key));
      weight += 1 + (typeof key === 'string' ? key.length / CHARACTERS_PER_ENTRY : 0);
    }
    return id;
  }

  /** The state after an operation, or -1. */
  function step(state: number, index: number): number {
    steps++;
    const next = model.step(stateOf(state), op(index));
    return next === ILLEGAL ? -1 : idOf(next);
  }

  const flip = (masks: Int32Array, slot: number) => {
    masks[slot >> 5] = (masks[slot >> 5] as number) ^ (1 << (slot & 31));
  };

  /** Opens or closes an operation: the two are each other's opposite. */
  function toggle(at: number, opens: boolean): void {
    const index = schedule.operation[at] as number;
    const slot = schedule.slot[index] as number;
    open[slot] = opens ? index : -1;
    openCount += opens ? 1 : -1;
    if (isRead[index]) {
      flip(reads, slot);
    } else {
      flip(writes, slot);
      if (isTotal[index]) flip(totals, slot);
      const left = values?.leave[index] ?? -1;
      if (left !== -1) openWriters[left] = (openWriters[left] as number) + (opens ? 1 : -1);
    }
  }

  /** Lets all open reads that are legal take effect; whether there were any. */
  function takeReads(bits: Int32Array, state: number): boolean {
    let any = false;
    for (let word = 0; word < words; word++) {
      let rest = (reads[word] as number) & ~(bits[2 * word] as number);
      while (rest !== 0) {
        const slot = word * 32 + 31 - Math.clz32(rest & -rest);
        rest &= rest - 1;
        if (!isLegalRead(open[slot] as number, state)) continue;
        setDone(bits, slot);
        any = true;
      }
    }
    return any;
  }

  function isLegalRead(index: number, state: number): boolean {
    const need = values?.need[index] ?? -1;
    return need === -1 ? step(state, index) !== -1 : need === valueOfState[state];
  }

  /** After an overwrite, whatever is always legal may be left out: it can stand just before. */
  function hideBehindOverwrite(bits: Int32Array): void {
    for (let word = 0; word < words; word++) {
      const others = (totals[word] as number) & ~(bits[2 * word] as number);
      bits[2 * word + 1] = (bits[2 * word + 1] as number) | others;
    }
  }

  /** Open operations that change states and have not taken effect, in the order of their invocations. */
  function candidatesIn({ bits }: Configuration): number[] {
    const found: number[] = [];
    for (let word = 0; word < words; word++) {
      let rest = (writes[word] as number) & ~(bits[2 * word] as number);
      while (rest !== 0) {
        found.push(open[word * 32 + 31 - Math.clz32(rest & -rest)] as number);
        rest &= rest - 1;
      }
    }
    return found.length > 1 ? found.sort((a, b) => a - b) : found;
  }

  /** Whether an equal open operation is a better choice: it must happen anyway, or has less time left. */
  function isBeaten(configuration: Configuration, index: number, candidates: readonly number[]): boolean {
    const optional = isOptional(configuration, schedule.slot[index] as number);
    for (const other of candidates) {
      if (other === index || !alike(index, other)) continue;
      const sooner = op(other).end - op(index).end;
      if (!(sooner < 0 || ((sooner === 0 || Number.isNaN(sooner)) && other < index))) continue;
      const otherOptional = isOptional(configuration, schedule.slot[other] as number);
      if (optional === otherOptional || !otherOptional) return true;
    }
    return false;
  }

  function successors(from: Configuration, target: number, at: number): Configuration[] {
    const found: Configuration[] = [];
    const candidates = candidatesIn(from);
    const position = schedule.position[at] as number;
    if (foresight.reach !== undefined) reachReads(from, candidates, position, found);
    let ordinary = 0;
    for (const index of candidates) if (!isBlind[index]) ordinary++;
    for (const index of candidates) {
      if (foresight.reach !== undefined && index !== target) continue;
      const blind = isBlind[index] as boolean;
      if (blind && from.idleBy !== -1 && isTotal[from.idleBy]) continue;
      if (candidates.length > 1 && isBeaten(from, index, candidates)) continue;
      if (mustStay(from, index, candidates, position)) continue;
      const state = stepAt(from.state, index, position);
      if (state === -1 || (from.idleBy !== -1 && isOutOfOrder(from, index, target, state, position)))
        continue;
      if (foresight.viable !== undefined && !foresight.viable(stateOf(state), position)) continue;
      const bits = from.bits.slice();
      setDone(bits, schedule.slot[index] as number);
      let path: Path | undefined = from.path && { operation: index, hidden: false, before: from.path };
      let useful = false;
      if (blind) {
        const blocks = hideBlocks(bits, candidates, position);
        useful = blocks.length > 0;
        for (const hidden of blocks) path = path && { operation: hidden, hidden: true, before: path };
        hideBehindOverwrite(bits);
      }
      const before = path === undefined ? bits : bits.slice();
      if (takeReads(bits, state)) useful = true;
      if (!useful && blind && ordinary === 0 && index !== target) continue;
      path = path && withReads(path, before, bits);
      found.push({ state, bits, path, idleBy: useful ? -1 : index, idleFrom: from.state });
    }
    return found;
  }

  /** Where the model knows the way to every open read: all of it at once. */
  function reachReads(
    from: Configuration,
    candidates: readonly number[],
    position: number,
    found: Configuration[],
  ): void {
    for (let slot = 0; slot < open.length; slot++) {
      const read = open[slot] as number;
      if (read === -1 || !isRead[read] || isDone(from, slot)) continue;
      const way = foresight.reach?.(stateOf(from.state), op(read), candidates.map(op));
      if (way === undefined) continue;
      let { state, path } = from;
      const bits = from.bits.slice();
      for (const which of way) {
        const index = candidates[which] as number;
        setDone(bits, schedule.slot[index] as number);
        path = path && { operation: index, hidden: false, before: path };
        state = step(state, index);
        if (state === -1) break;
      }
      if (state === -1 || foresight.viable?.(stateOf(state), position) === false) continue;
      const before = bits.slice();
      if (!takeReads(bits, state)) continue;
      path = path && withReads(path, before, bits);
      found.push({ state: faded(state, position), bits, path, idleBy: -1, idleFrom: -1 });
    }
  }

  /** The state after an operation as far as anybody cares, or -1. */
  function stepAt(state: number, index: number, position: number): number {
    const next = step(state, index);
    return next === -1 ? -1 : faded(next, position);
  }

  function faded(state: number, position: number): number {
    return foresight.fade === undefined ? state : idOf(foresight.fade(stateOf(state), position));
  }

  /** Whether the state must not be left, for it is still needed and nobody else can bring it back. */
  function mustStay(
    from: Configuration,
    index: number,
    candidates: readonly number[],
    position: number,
  ): boolean {
    if (values === undefined) return false;
    const value = valueOfState[from.state] as number;
    if (!values.isNeededAfter(value, position) || values.isLeftAfter(value, position)) return false;
    return values.leave[index] !== value && !candidates.some((other) => values.leave[other] === value);
  }

  /**
   * Just before an overwrite there is room, unseen by anybody, for another open one together with all open
   * reads of its value; which is for the better where nobody else could use that value.
   */
  function hideBlocks(bits: Int32Array, candidates: readonly number[], position: number): readonly number[] {
    if (values === undefined) return [];
    const blocks = new Map<number, number[]>();
    for (let word = 0; word < words; word++) {
      let rest = (reads[word] as number) & ~(bits[2 * word] as number);
      for (; rest !== 0; rest &= rest - 1) {
        const slot = word * 32 + 31 - Math.clz32(rest & -rest);
        const value = values.need[open[slot] as number] as number;
        if (value === -1 || openWriters[value] === 0 || values.isUsefulAfter(value, position)) continue;
        const writer = writerToHide(bits, candidates, value);
        if (writer === -1) continue;
        const block = blocks.get(writer);
        if (block === undefined) blocks.set(writer, [writer, open[slot] as number]);
        else block.push(open[slot] as number);
      }
    }
    const taken = [...blocks.values()].flat();
    for (const index of taken) setDone(bits, schedule.slot[index] as number);
    return taken;
  }

  /** The open overwrite to hide for the reads of a value; -1 if there is none, or another use for it. */
  function writerToHide(bits: Int32Array, candidates: readonly number[], value: number): number {
    let writer = -1;
    for (const index of candidates) {
      if (isSet(bits, schedule.slot[index] as number)) continue;
      if (values?.need[index] === value) return -1;
      if (writer === -1 && isBlind[index] && values?.leave[index] === value) writer = index;
    }
    return writer;
  }

  /** A path with the reads that took effect between two sets of bits. */
  function withReads(path: Path, before: Int32Array, after: Int32Array): Path {
    for (let slot = 0; slot < open.length; slot++) {
      const word = slot >> 5;
      const taken = (after[2 * word] as number) & ~(before[2 * word] as number) & (reads[word] as number);
      if ((taken >>> (slot & 31)) & 1)
        path = { operation: open[slot] as number, hidden: false, before: path };
    }
    return path;
  }

  /** Whether the same comes of `index` before the operation that led here, which then is tried instead. */
  function isOutOfOrder(
    from: Configuration,
    index: number,
    target: number,
    state: number,
    position: number,
  ): boolean {
    // Of two equal operations isBeaten has settled the order.
    if ((index !== target && index > from.idleBy) || alike(index, from.idleBy)) return false;
    const swapped = stepAt(from.idleFrom, index, position);
    return swapped !== -1 && stepAt(swapped, from.idleBy, position) === state;
  }

  return {
    reads,
    steps: () => steps,
    stateOf,
    idOf,
    first: (state) => ({
      state: idOf(state),
      bits: new Int32Array(2 * words),
      path: undefined,
      idleBy: -1,
      idleFrom: -1,
    }),
    apply: (at) => toggle(at, schedule.kind[at] === INVOKE),
    undo: (at) => toggle(at, schedule.kind[at] !== INVOKE),
    invoked(configuration, at) {
      const index = schedule.operation[at] as number;
      const slot = schedule.slot[index] as number;
      if (op(index).outcome === 'info') setOptional(configuration.bits, slot);
      if (!isRead[index] || step(configuration.state, index) === -1) return configuration;
      setDone(configuration.bits, slot);
      const path = configuration.path && { operation: index, hidden: false, before: configuration.path };
      return path === undefined ? configuration : { ...configuration, path };
    },
    released(configuration, at) {
      const index = schedule.operation[at] as number;
      const slot = schedule.slot[index] as number;
      const hides = !isDone(configuration, slot) && op(index).outcome !== 'info';
      const state = faded(configuration.state, schedule.position[at] as number);
      const bits = configuration.bits.slice();
      clearSlot(bits, slot);
      const path =
        configuration.path && hides
          ? { operation: index, hidden: true, before: configuration.path }
          : configuration.path;
      return { state, bits, path, idleBy: -1, idleFrom: -1 };
    },
    successors,
    compact(configurations) {
      const kept = configurations.map(({ state }) => stateOf(state));
      states = [];
      ids = new Map();
      valueOfState = [];
      weight = 0;
      return configurations.map((configuration, index) => ({
        ...configuration,
        state: idOf(kept[index] as S),
      }));
    },
    weight: () => weight,
    isAnythingOpen: () => openCount > 0,
    suspects(configurations, position) {
      const held = new Set(configurations.map(({ state }) => valueOfState[state]));
      const isSuspect = ({ start, outcome }: Operation, index: number) =>
        start > position && outcome !== 'info' && held.has(values?.need[index] ?? -2);
      return operations.filter(isSuspect).sort((a, b) => a.end - b.end);
    },
  };
}

/** Characters of a state's key that take about as much room as a configuration. */
const CHARACTERS_PER_ENTRY = 64;
