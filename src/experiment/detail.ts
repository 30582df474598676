/**
 * The details of one run, for the report: its faults, operations, series and the story of its failure.
 *
 * Times become seconds and latencies milliseconds here. Long histories and series are cut down to what a page
 * can show; knows nothing of pages.
 */
import type { Judgement } from '../check/judgement.js';
import { notableOutages, outagesOf } from '../observe/outages.js';
import type { OutageRow, Result, RunDetail } from '../observe/result.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { failureOf } from './detail/failure.js';
import { operationRows } from './detail/operations.js';
import { seriesRows } from './detail/series.js';
import { type Flags, runCommand } from './seeds.js';

export interface DetailOptions {
  /** The scenario's file, for the command that shows the failure again. */
  readonly file: string;
  /** What one run made of each expectation: `summarise(…).judgements`. */
  readonly judgements: readonly Judgement[];
  /** And of what was judged beside them. */
  readonly judged: readonly Judgement[];
  /** Result over all runs, whose verdict the story explains. */
  readonly result: Result;
  /** Why this run is the one to show. */
  readonly why: string;
  /** How it was run, for the same. */
  readonly flags?: Flags;
  /** Messages and marks of a window, from a run with a trace. */
  readonly window: RunDetail['window'];
}

const NS_PER_S = 1e9;

export function detailOf(scenario: Scenario, record: RunRecord, options: DetailOptions): RunDetail {
  const { file, judgements, judged, result, flags = {} } = options;
  const failing = [...judgements, ...judged].find(({ window }) => window.length > 0)?.window ?? [];
  const { rows, sampled } = operationRows(record, failing);
  return {
    seed: record.seed,
    why: options.why,
    rerun: runCommand(file, result.seeds[0]!, result.seeds.length, flags),
    duration_s: record.endedAt / NS_PER_S,
    faults: record.faults.map(({ text, kind, from, to, nodes, touched, unit }) => ({
      text,
      kind,
      from_s: from / NS_PER_S,
      to_s: to / NS_PER_S,
      nodes,
      touched,
      unit,
    })),
    operations: rows,
    sampled,
    outages: outageRows(scenario, record),
    ...seriesRows(record),
    window: options.window,
    failure: failureOf(scenario, record, {
      judgements,
      judged,
      result,
      replay: runCommand(file, record.seed, 1, flags),
    }),
  };
}

/** In order of time; where two begin together, those of all operations first. */
function outageRows(scenario: Scenario, record: RunRecord): readonly OutageRow[] {
  return outagesOf(record, scenario.warmUp)
    .flatMap((own) =>
      notableOutages(own).map(
        ({ from, to }): OutageRow => ({
          client: own.client,
          operation: own.operation ?? 'all',
          from_s: from / NS_PER_S,
          to_s: to / NS_PER_S,
        }),
      ),
    )
    .sort((a, b) => a.from_s - b.from_s);
}
