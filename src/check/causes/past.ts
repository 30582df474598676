/**
 * What is in the past of each operation, given lanes and links: the causal order, its circles, and who is before whom.
 *
 * A vector clock per operation (F. Mattern, 1988; C. Fidge, 1988), which operations of one lane share as long as
 * they learn nothing from others. Takes time and room for every operation that learns something, times the lanes.
 * Knows no guarantee.
 */
import { NONE } from '../sessions/history.js';
import { createClocks } from './clocks.js';
import type { Lanes, Link } from './lanes.js';

export interface Past {
  readonly kind: 'past';
  /** Whether `a` is in the past of `b`; both must have happened. */
  before(a: number, b: number): boolean;
  /** Whether it is so for certain that it is not, which is quicker to tell. */
  cannotBeBefore(a: number, b: number): boolean;
  /** How many operations at the beginning of a lane are in the past of `b`. */
  reach(b: number, lane: number): number;
}

/** Operations in a circle, each before the next, the last before the first. */
export interface Circle {
  readonly kind: 'circle';
  readonly nodes: readonly number[];
}

export interface TooLarge {
  readonly kind: 'too large';
}

/** Numbers in all clocks together: some 500 MB. */
export const CLOCKS_MAX = 128_000_000;

/** Links that lead from or to what did not happen are left out. */
export function pastOf(
  lanes: Lanes,
  links: readonly Link[],
  clocksMax = CLOCKS_MAX,
): Past | Circle | TooLarge {
  const { lane, place, silentFrom: width } = lanes;
  const incoming = incomingOf(lanes, links);
  const clocks = createClocks(width, lanes.nodes);
  const clockOf = new Int32Array(lanes.nodes);
  const reach = (b: number, l: number) => (lane[b] === l ? place[b]! : clocks.get(clockOf[b]!, l));
  const forwards = isForwards(incoming);
  const cannotBeBefore = (a: number, b: number) => forwards && a >= b;
  const before = (a: number, b: number) => place[a]! < reach(b, lane[a]!);
  const learn = (node: number, known: number): number => {
    let clock = known;
    for (let e = incoming.starts[node]!; e < incoming.starts[node + 1]!; e++) {
      const other = incoming.from[e]!;
      const l = lane[other]!;
      if (l === lane[node] || (l < width && clocks.get(clock, l) > place[other]!)) continue;
      if (clock === known) clock = clocks.copy(known);
      clocks.join(clock, clockOf[other]!);
      if (l < width) clocks.raise(clock, l, place[other]! + 1);
    }
    return clock;
  };
  const walk = (forwards ? walkForwards : walkLanes)(lanes, incoming, (node, previous) => {
    clockOf[node] = learn(node, previous === NONE ? 0 : clockOf[previous]!);
    return clocks.held() <= clocksMax;
  });
  if (walk === 'stopped') return { kind: 'too large' };
  return walk === 'done' ? { kind: 'past', before, cannotBeBefore, reach } : { kind: 'circle', nodes: walk };
}

/** A circle in lanes and links, if there is one. Linear, without clocks. */
export function circleIn(lanes: Lanes, links: readonly Link[]): readonly number[] | undefined {
  const walk = walkLanes(lanes, incomingOf(lanes, links), () => true);
  return typeof walk === 'string' ? undefined : walk;
}

/** Links by the operation that they lead to. */
interface Incoming {
  readonly from: Int32Array;
  /** Where those of each operation begin; one more at the end. */
  readonly starts: Int32Array;
}

function incomingOf({ nodes, lane, branches }: Lanes, links: readonly Link[]): Incoming {
  const counts = ({ from, to }: Link) => from !== to && lane[from] !== NONE && lane[to] !== NONE;
  const all = [branches, links].map((each) => each.filter(counts));
  const starts = new Int32Array(nodes + 1);
  for (const some of all) for (const { to } of some) starts[to + 1]!++;
  for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const from = new Int32Array(starts[nodes]!);
  for (const some of all) for (const link of some) from[next[link.to]!++] = link.from;
  return { from, starts };
}

/** Whether what comes before also began before, as it mostly does. */
function isForwards({ from, starts }: Incoming): boolean {
  for (let node = 0; node + 1 < starts.length; node++)
    for (let e = starts[node]!; e < starts[node + 1]!; e++) if (from[e]! >= node) return false;
  return true;
}

/** Then they are visited as they began. */
function walkForwards({ nodes, lane, place, lanes }: Lanes, _: Incoming, visit: Visit): 'done' | 'stopped' {
  for (let node = 0; node < nodes; node++) {
    if (lane[node] === NONE) continue;
    const previous = place[node] === 0 ? NONE : lanes[lane[node]!]![place[node]! - 1]!;
    if (!visit(node, previous)) return 'stopped';
  }
  return 'done';
}

/** Answers whether to go on. */
type Visit = (node: number, previous: number) => boolean;

/**
 * Visits operations so that what comes before is visited before: each lane goes on until it waits for another. If
 * some never go on, they wait in a circle. `visit` answers whether to go on.
 */
function walkLanes(
  { nodes, lane, lanes }: Lanes,
  { from, starts }: Incoming,
  visit: Visit,
): 'done' | 'stopped' | readonly number[] {
  const done = new Uint8Array(nodes);
  const next = new Int32Array(lanes.length);
  /** Per operation: the lanes that wait for it, as a list that begins here and goes on per lane. */
  const waiting = new Int32Array(nodes).fill(NONE);
  const alsoWaiting = new Int32Array(lanes.length).fill(NONE);
  const awaited = new Int32Array(lanes.length).fill(NONE);
  const missing = (node: number): number => {
    for (let e = starts[node]!; e < starts[node + 1]!; e++) if (done[from[e]!] === 0) return from[e]!;
    return NONE;
  };
  const ready = lanes.map((_, l) => lanes.length - 1 - l);
  for (let l = ready.pop(); l !== undefined; l = ready.pop()) {
    const own = lanes[l]!;
    awaited[l] = NONE;
    while (next[l]! < own.length) {
      const node = own[next[l]!]!;
      const other = missing(node);
      if (other !== NONE) {
        awaited[l] = other;
        alsoWaiting[l] = waiting[other]!;
        waiting[other] = l;
        break;
      }
      if (!visit(node, next[l] === 0 ? NONE : own[next[l]! - 1]!)) return 'stopped';
      done[node] = 1;
      next[l]!++;
      for (let w = waiting[node]!; w !== NONE; w = alsoWaiting[w]!) ready.push(w);
    }
  }
  const stuck = lanes.findIndex((own, l) => next[l]! < own.length);
  return stuck === NONE ? 'done' : circleFrom(stuck);

  /** Each lane that waits leads to the one it waits for, until one comes again. */
  function circleFrom(first: number): readonly number[] {
    const seen: number[] = [];
    let l = first;
    while (!seen.includes(l)) {
      seen.push(l);
      l = lane[awaited[l]!]!;
    }
    const round = seen.slice(seen.indexOf(l));
    // Backwards, what is awaited comes before what waits for it, and after whatever its own lane waits with.
    return round
      .flatMap((each) => {
        const waits = lanes[each]![next[each]!]!;
        return [waits, awaited[each]!];
      })
      .reverse()
      .filter((node, i, all) => node !== all.at(i - 1));
  }
}
