/**
 * Operations in lanes: what one session did, one after the other, with what certainly happened.
 *
 * An operation that was never answered happened only if somebody saw what it left; then it took effect at some time
 * after its session had begun it, so nothing follows from it in its session and it ends a lane: what the session
 * does after it goes on in another one. Knows no guarantee.
 */
import { NONE, type SessionHistory } from '../sessions/history.js';

/** One operation comes before another for a reason that is no session's order. */
export interface Link {
  readonly from: number;
  readonly to: number;
  /** It follows from the guarantee that is judged; else `to` saw what `from` wrote. */
  readonly forced?: true;
}

export interface Lanes {
  /** How many operations there are. */
  readonly nodes: number;
  /** Per operation: its lane, {@link NONE} if it did not happen; and its place in it, from 0. */
  readonly lane: Int32Array;
  readonly place: Int32Array;
  readonly lanes: readonly (readonly number[])[];
  /** Lanes from this one on are of no session: clocks do not count them, they only pass on what they know. */
  readonly silentFrom: number;
  /** Where a lane goes on from the middle of another one. */
  readonly branches: readonly Link[];
}

/** `happened`: of each operation, whether it did for certain. */
export function lanesOf(history: SessionHistory, happened: Uint8Array): Lanes {
  const { operations, session } = history;
  const nodes = operations.length;
  const lane = new Int32Array(nodes).fill(NONE);
  const place = new Int32Array(nodes);
  const lanes: number[][] = [];
  const branches: Link[] = [];
  const open = new Int32Array(history.sessions).fill(NONE);
  const answered = new Int32Array(history.sessions).fill(NONE);
  for (let i = 0; i < nodes; i++) {
    if (happened[i] === 0) continue;
    const s = session[i]!;
    if (open[s] === NONE) {
      open[s] = lanes.push([]) - 1;
      if (answered[s] !== NONE) branches.push({ from: answered[s]!, to: i });
    }
    lane[i] = open[s]!;
    place[i] = lanes[open[s]!]!.push(i) - 1;
    if (operations[i]!.outcome === 'ok') answered[s] = i;
    else open[s] = NONE;
  }
  return { nodes, lane, place, lanes, silentFrom: lanes.length, branches };
}

/** The same with further lanes of so many nodes each, which are no operations; numbered from `nodes` on. */
export function withSilentLanes(all: Lanes, lengths: readonly number[]): Lanes {
  const nodes = all.nodes + lengths.reduce((sum, length) => sum + length, 0);
  const lane = new Int32Array(nodes);
  const place = new Int32Array(nodes);
  lane.set(all.lane);
  place.set(all.place);
  const lanes = [...all.lanes];
  let next = all.nodes;
  for (const length of lengths) {
    const own: number[] = [];
    for (let i = 0; i < length; i++, next++) {
      lane[next] = lanes.length;
      place[next] = own.push(next) - 1;
    }
    lanes.push(own);
  }
  return { ...all, nodes, lane, place, lanes };
}

/** Which operations happened: those that were answered, and those whose version somebody saw or replaced. */
export function happenedIn({ operations, key, writes, seen, replaces }: SessionHistory): Uint8Array {
  const happened = new Uint8Array(operations.length);
  const pending: number[] = [];
  const note = (i: number) => {
    if (i === NONE || i >= operations.length || happened[i] === 1) return;
    happened[i] = 1;
    pending.push(i);
  };
  for (let i = 0; i < operations.length; i++) {
    if (key[i] === NONE) continue;
    if (operations[i]!.outcome === 'ok' || (writes[i] === 1 && seen[i] === 1)) note(i);
  }
  for (let at = 0; at < pending.length; at++) note(replaces[pending[at]!]!);
  return happened;
}
