/** Made-up histories of three nodes that do things and send each other messages, and what happened before what. */

export type Step =
  | { readonly kind: 'local'; readonly node: number }
  | { readonly kind: 'receive'; readonly node: number; readonly from: number };

const NODES = 3;
const STEPS = 24;

/** A history: each step is a node's own event, or takes in some earlier event, as a message would. */
export function steps(draws: { next(): IteratorResult<number> }): readonly Step[] {
  const draw = () => draws.next().value as number;
  return Array.from({ length: STEPS }, (_, i): Step => {
    const node = draw() % NODES;
    return draw() % 2 === 0 || i === 0
      ? { kind: 'local', node }
      : { kind: 'receive', node, from: draw() % i };
  });
}

export interface Event<C> {
  readonly step: Step;
  readonly clock: C;
  /** Events that it follows directly. */
  readonly after: readonly number[];
}

/** The history with each event stamped. */
export function eventsOf<C>(
  script: readonly Step[],
  start: C,
  clocks: {
    local(clock: C, node: number, at: number): C;
    receive(clock: C, seen: C, node: number, at: number): C;
  },
): readonly Event<C>[] {
  const last = new Map<number, number>();
  const events: Event<C>[] = [];
  script.forEach((step, at) => {
    const own = last.get(step.node);
    const clock = own === undefined ? start : events[own]!.clock;
    const after = [...(own === undefined ? [] : [own]), ...(step.kind === 'receive' ? [step.from] : [])];
    const next =
      step.kind === 'local'
        ? clocks.local(clock, step.node, at)
        : clocks.receive(clock, events[step.from]!.clock, step.node, at);
    events.push({ step, clock: next, after });
    last.set(step.node, at);
  });
  return events;
}

/** All pairs of which the first happened before the second. */
export function happenedBefore(events: readonly Event<unknown>[]): readonly (readonly [number, number])[] {
  const before: Set<number>[] = [];
  events.forEach(({ after }, i) => {
    before[i] = new Set(after.flatMap((each) => [each, ...before[each]!]));
  });
  return before.flatMap((set, b) => [...set].map((a) => [a, b] as const));
}
