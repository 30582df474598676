/**
 * `set-full`: what became of every element that somebody tried to add, as each read shows it. After Jepsen.
 *
 * An element is *known* when its add was acknowledged or a read first showed it, whichever is earlier. It is
 * - *stable* if the last read that has it began after the last one that lacks it;
 * - *lost* if the last one that lacks it began after it was known, and after the last one that has it;
 * - *never read* otherwise: a read that went on beside the add may have come before it.
 *
 * Stable elements that a read lacked which began after they were known are *stale*; under `linearizable` that is
 * wrong, too. How long it took is in whole milliseconds, as Jepsen rounds it. Removals are not known here: a set with
 * them cannot be judged. A read that has an element twice is wrong.
 */
import type { Json, Operation } from '../../observe/history.js';
import { jsonKey } from '../objects/value.js';
import { malformedRead, REMOVED } from './set.js';
import { type Element, lookUp } from './set-full/elements.js';
import { tellDuplicate, tellLost, tellStale } from './set-full/tell.js';
import {
  compareJson,
  eventOf,
  someOf,
  type Tally,
  type TallyChecker,
  type TallyMap,
  tellSome,
} from './tally.js';

interface Outcome {
  readonly element: Element;
  readonly outcome: 'stable' | 'lost' | 'never-read';
  readonly isStale: boolean;
  /** Milliseconds from when it was known until it was stable, or lost. */
  readonly latencyMs: number;
}

const QUANTILES = [0, 0.5, 0.95, 0.99, 1];
const WORST_SHOWN = 8;

export const setFull: TallyChecker = {
  malformed: malformedRead,
  refuses: { remove: REMOVED },
  check(operations, { linearizable = false }): Tally {
    const { elements, duplicated } = lookUp(operations);
    const outcomes = elements.map(outcomeOf).sort((a, b) => compareJson(a.element.value, b.element.value));
    const stable = outcomes.filter(({ outcome }) => outcome === 'stable');
    const lost = outcomes.filter(({ outcome }) => outcome === 'lost');
    const neverRead = outcomes.filter(({ outcome }) => outcome === 'never-read');
    const stale = stable.filter(({ isStale }) => isStale);
    const isWrong = lost.length > 0 || duplicated.length > 0 || (linearizable && stale.length > 0);
    const byLatency = [...stale].sort((a, b) => b.latencyMs - a.latencyMs);
    return {
      verdict: isWrong ? 'invalid' : stable.length === 0 ? 'unknown' : 'valid',
      ...(stable.length === 0 && { reason: 'no read showed an element for good' }),
      judged: stable.length + lost.length,
      map: {
        'attempt-count': elements.length,
        'stable-count': stable.length,
        'lost-count': lost.length,
        lost: valuesOf(lost),
        'never-read-count': neverRead.length,
        'never-read': valuesOf(neverRead),
        'stale-count': stale.length,
        stale: valuesOf(stale),
        'worst-stale': byLatency.slice(0, WORST_SHOWN).map(worstOf),
        ...latencies('stable-latencies', stable),
        ...latencies('lost-latencies', lost),
        'duplicated-count': duplicated.length,
        duplicated: Object.fromEntries(duplicated.map(({ value, count }) => [nameOf(value), count])),
      },
      failures: someOf(
        tellSome(lost, ({ element }) => tellLost(element)),
        tellSome(duplicated, tellDuplicate),
        linearizable ? tellSome(byLatency, ({ element }) => tellStale(element)) : [],
      ),
    };
  },
};

function outcomeOf(element: Element): Outcome {
  const { known, lastWith, lastWithout } = element;
  const has = lastWith?.start ?? -1;
  const lacks = lastWithout?.start ?? -1;
  const isLate = known !== undefined && lacks > known.end;
  const outcome = has > lacks ? 'stable' : isLate && lacks > has ? 'lost' : 'never-read';
  // Just after the last read that said otherwise began; with none, from the start.
  const since = outcome === 'stable' ? lastWithout : outcome === 'lost' ? lastWith : undefined;
  const at = since === undefined ? 0 : since.invokedAt + 1;
  const latencyMs = Math.floor(Math.max(0, at - (known?.completedAt ?? 0)) / 1e6);
  return { element, outcome, isStale: outcome === 'stable' && isLate, latencyMs };
}

const valuesOf = (outcomes: readonly Outcome[]): Json[] => outcomes.map(({ element }) => element.value);

const nameOf = (value: Json): string => (typeof value === 'string' ? value : String(jsonKey(value)));

function latencies(name: string, outcomes: readonly Outcome[]): TallyMap {
  if (outcomes.length === 0) return {};
  const inOrder = outcomes.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const at = (q: number) => inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * q))]!;
  return { [name]: Object.fromEntries(QUANTILES.map((q) => [`${q}`, at(q)])) };
}

function worstOf({ element: { value, known, lastWithout }, outcome, latencyMs }: Outcome): TallyMap {
  const shown = (operation: Operation | undefined) => {
    if (operation === undefined) return null;
    const { value: read, ...event } = eventOf(operation);
    // A read may be as long as the set.
    return operation.f === 'read' ? event : { ...event, value: read as Json };
  };
  return {
    element: value,
    outcome,
    'stable-latency': latencyMs,
    known: shown(known),
    'last-absent': shown(lastWithout),
  };
}
