/**
 * Checkers that count what was asked and what was answered, each for one kind of object: queues, sets, counters,
 * identifiers, and two anomalies of reads over several keys. They mean what Jepsen's and Maelstrom's of the same
 * names mean, so that histories of theirs come out the same here.
 *
 * They search for nothing: linear time, a million operations in seconds. Never sees the world.
 */
import type { Json, Operation } from '../observe/history.js';
import { TALLY_FUNCTIONS, type TallyName } from '../observe/tally-names.js';
import { jsonKey } from './objects/value.js';
import { causalReverse } from './tallies/causal-reverse.js';
import { counter } from './tallies/counter.js';
import { longFork } from './tallies/long-fork.js';
import { pnCounter } from './tallies/pn-counter.js';
import { queue } from './tallies/queue.js';
import { set } from './tallies/set.js';
import { setFull } from './tallies/set-full.js';
import type { Tally, TallyChecker, TallyMap, TallyOptions } from './tallies/tally.js';
import { FAILURES_MAX } from './tallies/tally.js';
import { totalQueue } from './tallies/total-queue.js';
import { uniqueIds } from './tallies/unique-ids.js';
import { worst } from './verdict.js';

export type { Tally, TallyChecker, TallyOptions };

const CHECKERS: { readonly [name in TallyName]: TallyChecker } = {
  queue,
  'total-queue': totalQueue,
  set,
  'set-full': setFull,
  counter,
  'pn-counter': pnCounter,
  'unique-ids': uniqueIds,
  'long-fork': longFork,
  'causal-reverse': causalReverse,
};

export const tallyCheckerOf = (name: TallyName): TallyChecker => CHECKERS[name];

/** Judges operations, which must be in the order of their invocations, failed ones among them: each key alone. */
export function checkTally(
  operations: readonly Operation[],
  name: TallyName,
  options: TallyOptions = {},
): Tally {
  const checker = tallyCheckerOf(name);
  const refused = operations.find(({ f }) => checker.refuses?.[f] !== undefined);
  if (refused !== undefined) {
    const reason = `there is a ${refused.f} (event ${refused.start}): ${checker.refuses?.[refused.f]}`;
    return { verdict: 'unknown', reason, judged: 0, map: { error: reason }, failures: [] };
  }
  const known = operations.filter(({ f }) => TALLY_FUNCTIONS[name].includes(f));
  const byKey = new Map<string | number, Operation[]>();
  for (const operation of known) {
    if (operation.key === undefined) continue;
    const key = jsonKey(operation.key);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [operation]);
    else same.push(operation);
  }
  if (byKey.size === 0) return checker.check(known, options);
  const parts = [...byKey.values()].map((own) => ({ key: own[0]!.key!, tally: checker.check(own, options) }));
  return together(parts);
}

interface Part {
  readonly key: Json;
  readonly tally: Tally;
}

/** As Jepsen's independent checker puts them together: `results` by key, and in `failures` the keys that failed. */
function together(parts: readonly Part[]): Tally {
  const verdict = worst(parts.map(({ tally }) => tally.verdict));
  const undecided = parts.find(({ tally }) => tally.verdict === 'unknown');
  const named = ({ key, tally }: Part): [string, TallyMap] => [
    typeof key === 'string' ? key : String(jsonKey(key)),
    mapWithVerdict(tally),
  ];
  return {
    verdict,
    ...(verdict === 'unknown' && {
      reason: `key ${JSON.stringify(undecided?.key)}: ${undecided?.tally.reason}`,
    }),
    judged: parts.reduce((sum, { tally }) => sum + tally.judged, 0),
    map: {
      results: Object.fromEntries(parts.map(named)),
      failures: parts.filter(({ tally }) => tally.verdict !== 'valid').map(({ key }) => key),
    },
    failures: parts
      .flatMap(({ key, tally }) =>
        tally.failures.map((failure) => ({
          ...failure,
          explanation: `key ${JSON.stringify(key)}: ${failure.explanation}`,
        })),
      )
      .slice(0, FAILURES_MAX),
  };
}

/** The result as Jepsen's users know it. */
export const mapWithVerdict = ({ verdict, map }: Tally): TallyMap => ({
  'valid?': verdict === 'unknown' ? 'unknown' : verdict === 'valid',
  ...map,
});
