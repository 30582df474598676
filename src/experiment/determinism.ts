/**
 * Checks the promise that everything rests on: the same scenario and seed give the same run.
 *
 * Runs it several times and names the first event that differs. The first run is recorded, each later one is
 * compared with it as it goes and stops where they part. Pure, as far as the models are.
 */
import type { Against, Comparison, Determinism, Difference } from '../observe/determinism.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { Comparing } from './determinism/compare.js';
import { Recording } from './determinism/recording.js';
import { recordDifference } from './determinism/records.js';
import { type Models, type SimulateOptions, simulate } from './simulate.js';

export interface CompareOptions {
  /** What the first run is compared with, each time in a run of its own. */
  readonly against?: readonly Against[];
  /** Events of which everything is kept; of later ones a digest per thousand. */
  readonly eventsKeptMax?: number;
}

const OPTIONS: Readonly<Record<Against, Partial<SimulateOptions>>> = {
  again: {},
  heap: { queue: 'heap' },
  freeze: { freeze: true },
};

/** Runs the scenario once, and once more for each comparison. */
export function compareRuns(
  scenario: Scenario,
  models: Models,
  seed: string,
  { against = ['again', 'heap'], eventsKeptMax }: CompareOptions = {},
): Determinism {
  const recording = new Recording(eventsKeptMax);
  const { record } = simulate(scenario, models, {
    seed,
    onEvent: (event, kernel) => recording.note(event, kernel),
  });
  const comparisons = against.map((each): Comparison => {
    const difference = compared(scenario, models, { seed, ...OPTIONS[each] }, recording, record);
    return { against: each, difference };
  });
  return {
    kind: 'determinism',
    scenario: scenario.name,
    seed,
    same: comparisons.every(({ difference }) => difference === null),
    digest: record.digest,
    events: record.events,
    eventsKept: recording.kept,
    comparisons,
  };
}

/** Where another run parts from the one that was recorded. */
function compared(
  scenario: Scenario,
  models: Models,
  options: SimulateOptions,
  recording: Recording,
  first: RunRecord,
): Difference | null {
  const comparing = new Comparing(recording);
  const { record: second } = simulate(scenario, models, {
    ...options,
    onEvent(event, kernel) {
      if (comparing.note(event, kernel)) kernel.stop();
    },
  });
  comparing.end(first.digest === second.digest);
  const { difference } = comparing;
  if (difference === undefined) return recordDifference(first, second);
  if (difference.kind !== 'event' || !difference.differs.includes('end')) return difference;
  return { ...difference, ended: endOf(difference.first === null ? first : second) };
}

/** Why a run ended before its time. */
function endOf({ stopped, violations }: RunRecord): string | null {
  const thrown = violations.find(({ rule }) => rule === 'no-exception');
  return thrown?.explanation ?? stopped ?? null;
}
