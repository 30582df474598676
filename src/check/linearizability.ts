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
import type { FailedMeaning } from '../observe/pair.js';
import { decidedFailure } from './decided.js';
import { explainStuck } from './explain.js';
import type { ObjectModel } from './objects/model.js';
import { ILLEGAL } from './objects/model.js';
import { jsonKey, showJson } from './objects/value.js';
import { earliestStuck } from './search/earliest.js';
import type { Progress, Search, SearchOptions } from './search/search.js';
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
  /** What failed operations mean: they did not happen (the default), or they tell about the state. */
  readonly failed?: FailedMeaning;
  readonly search?: SearchOptions;
}

export interface PartitionResult {
  readonly key: Json | undefined;
  readonly verdict: Verdict;
  readonly operations: number;
  readonly steps: number;
}

export interface LegalPrefix {
  /** The state that the order begins with. */
  readonly from: string;
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
  entries: number;
}

/** Model steps that it is worth to find the earliest completion without an explanation. */
const EXPLAIN_STEPS_MAX = 3_000_000;

/** Model steps that a key may take before it is the next one's turn; doubles with every round. */
const SLICE = 10_000;

/**
 * Judges operations, which must be in the order of their invocations. Failed ones are judged only with
 * `failed: 'observed'`, and only where the model says that they tell something.
 */
export function checkLinearizable<S>(
  operations: readonly Operation[],
  model: ObjectModel<S>,
  options: LinearizabilityOptions = {},
): LinearizabilityResult {
  const progress: Progressing<S> = { judged: 0, skipped: 0, partitions: [], steps: 0, entries: 0 };
  try {
    progress.partitions = partition(operations, model, options);
    progress.judged = progress.partitions.reduce((sum, { operations: { length } }) => sum + length, 0);
    progress.skipped = operations.length - progress.judged;
    return searchAll(model, progress, options);
  } catch (error) {
    if (error instanceof InvariantViolation) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return result(progress, 'unknown', { reason: `the model ${model.name} failed: ${message}` });
  }
}

interface Progressing<S> {
  judged: number;
  skipped: number;
  partitions: readonly Partition<S>[];
  steps: number;
  /** Held by all searches that go on. */
  entries: number;
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
  const decided = decideAll(model, initial, progress.partitions);
  if (decided !== undefined) return result(progress, 'invalid', { failure: decided });
  const budget = { ...BUDGET_DEFAULTS, ...options.budget };
  let waiting: readonly Partition<S>[] = progress.partitions.filter(({ verdict }) => verdict === 'unknown');
  for (let slice = SLICE; waiting.length > 0; slice *= 2) {
    const still: Partition<S>[] = [];
    for (const [index, part] of waiting.entries()) {
      part.search ??= createSearch(model, initial, part.operations, options.search ?? SEARCH_DEFAULTS);
      const outcome = takeTurn(
        part,
        part.search,
        Math.min(slice, budget.steps - progress.steps + 1),
        progress,
      );
      if (outcome === 'exhausted') {
        const failure = failureOf(model, initial, part, part.search, options);
        part.verdict = 'invalid';
        return result(progress, 'invalid', { failure });
      }
      if (outcome === 'found') {
        part.verdict = 'valid';
        part.search = undefined;
      } else still.push(part);
      const undecided = still.length + waiting.length - index - 1;
      const spent = spentBudget(progress, budget);
      if (undecided > 0 && spent !== undefined) {
        return result(progress, 'unknown', {
          reason: ranOut(progress, spent, undecided, still.at(-1) ?? part),
        });
      }
    }
    waiting = still;
  }
  return result(progress, 'valid', {});
}

/** Lets the model judge what it can without a search. Stops at the first violation. */
function decideAll<S>(
  model: ObjectModel<S>,
  initial: S,
  partitions: readonly Partition<S>[],
): LinearizabilityFailure | undefined {
  if (model.decide === undefined) return undefined;
  for (const part of partitions) {
    const decision = model.decide(part.operations, initial);
    if (decision === undefined) continue;
    part.verdict = decision.kind === 'legal' ? 'valid' : 'invalid';
    if (decision.kind === 'illegal') {
      return decidedFailure(model, initial, part.key, part.operations, decision);
    }
  }
  return undefined;
}

/** One slice of one search, with the totals kept up to date. */
function takeTurn<S>(
  part: Partition<S>,
  search: Search<S>,
  slice: number,
  progress: Progressing<S>,
): Progress {
  const before = search.steps();
  const outcome = search.run(slice);
  part.steps = search.steps();
  progress.steps += part.steps - before;
  progress.entries += outcome === 'running' ? search.entries() - part.entries : -part.entries;
  part.entries = outcome === 'running' ? search.entries() : 0;
  return outcome;
}

function spentBudget<S>(
  { steps, entries }: Progressing<S>,
  budget: LinearizabilityBudget,
): string | undefined {
  if (steps > budget.steps) return `${budget.steps} steps`;
  return entries > budget.entries ? `${budget.entries} entries` : undefined;
}

function ranOut<S>(
  { partitions }: Progressing<S>,
  spent: string,
  undecided: number,
  part: Partition<S>,
): string {
  const where = part.key === undefined ? '' : ` on key ${showJson(part.key)}`;
  const reached = part.search?.explained();
  const far = reached === undefined ? '' : `: explained ${reached.events} of ${reached.of} events${where}`;
  const others = partitions.length > 1 ? `, ${undecided} of ${partitions.length} keys undecided` : '';
  return `the budget of ${spent} ran out${far}${others}; nothing wrong was found so far`;
}

/** Keys in the order of their first operation. */
function partition<S>(
  operations: readonly Operation[],
  model: ObjectModel<S>,
  options: LinearizabilityOptions,
): Partition<S>[] {
  const partitions = new Map<string | number | undefined, Partition<S>>();
  for (const operation of operations) {
    if (operation.outcome === 'fail') {
      if (options.failed !== 'observed' || model.tellsWhenFailed?.(operation) !== true) continue;
    }
    const key = options.partition === false ? undefined : operation.key;
    const name = key === undefined ? undefined : jsonKey(key);
    const known = partitions.get(name);
    if (known !== undefined) known.operations.push(operation);
    else
      partitions.set(name, {
        key,
        operations: [operation],
        search: undefined,
        verdict: 'unknown',
        steps: 0,
        entries: 0,
      });
  }
  return [...partitions.values()];
}

function failureOf<S>(
  model: ObjectModel<S>,
  initial: S,
  part: Partition<S>,
  search: Search<S>,
  options: LinearizabilityOptions,
): LinearizabilityFailure {
  const found = search.stuck();
  const stepsMax = Math.min(EXPLAIN_STEPS_MAX, options.budget?.steps ?? BUDGET_DEFAULTS.steps);
  const how = options.search ?? SEARCH_DEFAULTS;
  const stuck = earliestStuck(model, initial, part.operations, found, how, stepsMax);
  const { window, explanation } = explainStuck(model, part.key, part.operations, stuck);
  return {
    key: part.key,
    stuckAt: stuck.operation,
    window,
    since: stuck.since,
    longestPrefixes: stuck.prefixes.map(({ from, steps, state }) => ({
      from: model.describeState(from),
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
