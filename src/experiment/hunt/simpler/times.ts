/** Shorter runs: cut off after the failure, everything earlier, no warm-up. Proposes; the measure decides. */
import { type Duration, type Instant, MILLISECOND } from '../../../kernel/time.js';
import { formatDuration } from '../../../model/quantity-format.js';
import type { Scenario } from '../../../scenario/scenario.js';
import { roundedUp, smallerFigures } from './figures.js';
import { endingAt } from './parts.js';
import { inOrder } from './plans.js';
import { withText } from './refer.js';
import type { Simpler } from './step.js';

const SHORTEST_RUN: Duration = MILLISECOND;
/** The plan is not moved by less than this part of the run: that would make nothing cheaper. */
const WORTHWHILE = 1 / 50;

/** One run is enough, and nothing is measured. */
export function* tidier(scenario: Scenario): Iterable<Simpler> {
  const plain = { ...scenario, runs: 1, warmUp: 0, warmUpBy: { kind: 'time' } } as const;
  yield { scenario: plain, what: 'one run, without a warm-up' };
}

/** Cut off just after it failed, if that is known; else shorter and shorter. */
export function* shorterRuns(scenario: Scenario, failedAt: Instant | undefined): Iterable<Simpler> {
  const { duration } = scenario;
  const known = failedAt !== undefined && failedAt + 1 < duration;
  const instants = known
    ? [failedAt + 1, (failedAt + duration) / 2].map((at) => roundedUp(Math.ceil(at), 2))
    : smallerFigures(duration, SHORTEST_RUN);
  for (const instant of instants) {
    if (instant >= duration) continue;
    const cut = endingAt(scenario, instant);
    if (cut !== undefined) yield { scenario: cut, what: `ends at ${formatDuration(instant)}` };
  }
}

/** Where a plan may begin: about when a cluster has found its feet, and later. */
const STARTS: readonly Instant[] = [100, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000].map(
  (ms) => ms * MILLISECOND,
);

/** A fault and all that follow it begin earlier, and so does the end: less to wait for. */
export function* earlier(scenario: Scenario): Iterable<Simpler> {
  const faults = inOrder(scenario.faults);
  for (const [i, fault] of faults.entries()) {
    const before = i === 0 ? 0 : faults[i - 1]!.at;
    for (const gap of i === 0 ? STARTS : smallerFigures(fault.at - before, MILLISECOND)) {
      const by: Duration = fault.at - before - gap;
      if (by < scenario.duration * WORTHWHILE) continue;
      const moved = movedFrom({ ...scenario, faults }, i, by);
      if (moved !== undefined)
        yield { scenario: moved, what: `${formatDuration(by)} earlier, from ${fault.text} on` };
    }
  }
}

function movedFrom(scenario: Scenario, first: number, by: Duration): Scenario | undefined {
  const faults = scenario.faults.map((fault, i) =>
    i < first ? fault : withText({ ...fault, at: fault.at - by }),
  );
  // Whoever stops asking before the end stops as much earlier: so long after the fault, as it was.
  const clients = scenario.clients.map((group) => ({
    ...group,
    from: Math.max(0, group.from - by),
    until: group.until < scenario.duration ? Math.max(0, group.until - by) : group.until,
  }));
  if (clients.some(({ from, until }) => from >= until)) return undefined;
  return endingAt({ ...scenario, faults, clients }, (scenario.duration - by) as Instant);
}
