/**
 * Linearizability: whether the operations can have taken effect one at a time, each between its
 * invocation and its completion (M. Herlihy and J. Wing, 1990).
 *
 * Histories over many keys are judged key by key, which is the same (locality, ibid. §3.3), with the
 * searches taking turns under one budget, so that a hard key does not hide an easy violation. Never sees
 * the world; a model that throws makes the verdict `unknown`, never `valid`.
 */
import { InvariantViolation } from '../kernel/invariant.js';
import type { Json, Operation } from '../observe/history.js';
import { explainStuck } from './explain.js';
import type { ObjectModel } from './objects/model.js';
import { ILLEGAL } from './objects/model.js';
import { jsonKey, showJson } from './objects/value.js';
import type { Search, SearchOptions } from './search/search.js';
import { createSearch, SEARCH_DEFAULTS } from './search/search.js';
import type { Verdict } from './verdict.js';

export interface LinearizabilityBudget {
  /** Steps of the model, over all keys. */
  readonly steps: number;
  /** Configurations and states held at once, over all keys. */
  readonly entries: number;
}

/** Some ten seconds, and some hundred megabytes. */
export const BUDGET_DEFAULTS: LinearizabilityBudget = { steps: 20_000_000, entries: 1_000_000 };

export interface LinearizabilityOptions {
  readonly budget?: Partial<LinearizabilityBudget>;
  /** The first state (of every key); the model's usual one if absent. */
  readonly initial?: Json;
  /** Whether to judge key by key; the default wherever operations have keys. */
  readonly partition?: boolean;
  readonly search?: SearchOptions;
}

export interface PartitionResult {
  readonly key: Json | undefined;
  readonly verdict: Verdict;
  readonly operations: number;
  readonly steps: number;
}

export interface LegalPrefix {
  /** Ids of the operations in order. */
  readonly order: readonly number[];
  /** The state that the order leads to. */
  readonly state: string;
}

export interface LinearizabilityFailure {
  readonly key: Json | undefined;
  /** The operation with the earliest completion that cannot be explained. */
  readonly stuckAt: Operation;
  /** The operations that show the contradiction, in the order of their invocations. */
  readonly window: readonly Operation[];
  /** Position in the history from which the prefixes are told. */
  readonly since: number;
  /** The longest orders that explain everything before, one per state they lead to, longest first. */
  readonly longestPrefixes: readonly LegalPrefix[];
  /** One paragraph for people. */
  readonly explanation: string;
}

export interface LinearizabilityResult {
  readonly verdict: Verdict;
  /** Why the verdict is `unknown`. */
  readonly reason?: string;
  /** Operations that were judged: all that may have taken effect. Zero means that nothing was. */
  readonly judged: number;
  /** Operations left out: those that failed and tell nothing. */
  readonly skipped: number;
  readonly partitions: readonly PartitionResult[];
  readonly failure?: LinearizabilityFailure;
  readonly steps: number;
}

interface Partition<S> {
  readonly key: Json | undefined;
  readonly operations: Operation[];
  search: Search<S> | undefined;
  verdict: Verdict;
  steps: number;
}

/** Model steps that a key may take before it is the next one's turn; doubles with every round. */
const SLICE = 10_000;

/**
 * Judges operations, which must be in the order of their invocations. Failed ones are judged only where
 * the model says that they tell something.
 */
export function checkLinearizable<S>(
  operations: readonly Operation[],
  model: ObjectModel<S>,
  options: LinearizabilityOptions = {},
): LinearizabilityResult {
  const partitions = partition(operations, model, options.partition ?? true);
  const judged = partitions.reduce((sum, { operations: { length } }) => sum + length, 0);
  const progress = { judged, skipped: operations.length - judged, partitions, done: 0 };
  try {
    return searchAll(model, progress, options);
  } catch (error) {
    if (error instanceof InvariantViolation) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return result(progress, 'unknown', { reason: `the model ${model.name} failed: ${message}` });
  }
}

interface Progressing<S> {
  readonly judged: number;
  readonly skipped: number;
  readonly partitions: readonly Partition<S>[];
  /** Steps of searches that ended and were let go. */
  done: number;
}

function searchAll<S>(
  model: ObjectModel<S>,
  progress: Progressing<S>,
  options: LinearizabilityOptions,
): LinearizabilityResult {
  const initial = model.initial(options.initial);
  if (initial === ILLEGAL) {
    const reason = `${showJson(options.initial ?? null)} cannot be the first state of a ${model.name}`;
    return result(progress, 'unknown', { reason });
  }
  const budget = { ...BUDGET_DEFAULTS, ...options.budget };
  let waiting = [...progress.partitions];
  for (let slice = SLICE; waiting.length > 0; slice *= 2) {
    const still: Partition<S>[] = [];
    for (const part of waiting) {
      part.search ??= createSearch(model, initial, part.operations, options.search ?? SEARCH_DEFAULTS);
      const outcome = part.search.run(Math.min(slice, budget.steps - stepsOf(progress) + 1));
      part.steps = part.search.steps();
      if (outcome === 'exhausted') {
        part.verdict = 'invalid';
        return result(progress, 'invalid', { failure: failureOf(model, part) });
      }
      if (outcome === 'found') {
        part.verdict = 'valid';
        part.search = undefined;
      } else still.push(part);
      if (outcome === 'running' || stepsOf(progress) > budget.steps) {
        const reason = exhaustedBudget(progress, budget, part);
        if (reason !== undefined && (outcome === 'running' || progress.partitions.some(isOpen))) {
          return result(progress, 'unknown', { reason });
        }
      }
    }
    waiting = still;
  }
  return result(progress, 'valid', {});
}

const isOpen = <S>({ verdict }: Partition<S>) => verdict === 'unknown';

function stepsOf<S>({ partitions }: Progressing<S>): number {
  return partitions.reduce((sum, { steps }) => sum + steps, 0);
}

function exhaustedBudget<S>(
  { partitions }: Progressing<S>,
  budget: LinearizabilityBudget,
  part: Partition<S>,
): string | undefined {
  const steps = partitions.reduce((sum, each) => sum + each.steps, 0);
  const entries = partitions.reduce((sum, { search }) => sum + (search?.entries() ?? 0), 0);
  const spent =
    steps > budget.steps
      ? `${budget.steps} steps`
      : entries > budget.entries
        ? `${budget.entries} entries`
        : '';
  if (spent === '') return undefined;
  const open = partitions.filter(isOpen);
  const where = part.key === undefined ? '' : ` on key ${showJson(part.key)}`;
  const reached = part.search?.explained();
  const far = reached === undefined ? '' : `: explained ${reached.events} of ${reached.of} events${where}`;
  const others = partitions.length > 1 ? `, ${open.length} of ${partitions.length} keys undecided` : '';
  return `the budget of ${spent} ran out${far}${others}; nothing wrong was found so far`;
}

/** Keys in the order of their first operation. */
function partition<S>(
  operations: readonly Operation[],
  model: ObjectModel<S>,
  byKey: boolean,
): Partition<S>[] {
  const partitions = new Map<string | number | undefined, Partition<S>>();
  for (const operation of operations) {
    if (operation.outcome === 'fail' && model.tellsWhenFailed?.(operation) !== true) continue;
    const key = byKey ? operation.key : undefined;
    const name = key === undefined ? undefined : jsonKey(key);
    const known = partitions.get(name);
    if (known !== undefined) known.operations.push(operation);
    else
      partitions.set(name, { key, operations: [operation], search: undefined, verdict: 'unknown', steps: 0 });
  }
  return [...partitions.values()];
}

function failureOf<S>(model: ObjectModel<S>, part: Partition<S>): LinearizabilityFailure {
  const stuck = (part.search as Search<S>).stuck();
  const { window, explanation } = explainStuck(model, part.key, part.operations, stuck);
  return {
    key: part.key,
    stuckAt: stuck.operation,
    window,
    since: stuck.since,
    longestPrefixes: stuck.prefixes.map(({ steps, state }) => ({
      order: steps.map(({ operation }) => operation.id),
      state: model.describeState(state),
    })),
    explanation,
  };
}

function result<S>(
  { judged, skipped, partitions }: Progressing<S>,
  verdict: Verdict,
  more: { reason?: string; failure?: LinearizabilityFailure },
): LinearizabilityResult {
  const shown = partitions.map(({ key, verdict: own, operations: { length }, steps }) => ({
    key,
    verdict: own,
    operations: length,
    steps,
  }));
  const steps = partitions.reduce((sum, each) => sum + each.steps, 0);
  return { verdict, ...more, judged, skipped, partitions: shown, steps };
}
