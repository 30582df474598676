/**
 * The details of one run, for the report: its faults, operations, series and the story of its failure.
 *
 * Times become seconds and latencies milliseconds here. Long histories and series are cut down to what a page
 * can show; knows nothing of pages.
 */
import type { Judgement } from '../check/judgement.js';
import { formatInstant } from '../observe/format.js';
import type { Result, RunDetail } from '../observe/result.js';
import type { RunRecord, SeriesPoint } from '../observe/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { operationRows } from './detail-operations.js';
import { replayCommand, seedList } from './seeds.js';

export interface DetailOptions {
  /** The scenario's file, for the command that shows the failure again. */
  readonly file: string;
  /** What one run made of each expectation: `summarise(…).judgements`. */
  readonly judgements: readonly Judgement[];
  /** Result over all runs, whose verdict the story explains. */
  readonly result: Result;
  /** Messages and marks of a window, from a run with a trace. */
  readonly window: RunDetail['window'];
}

/** Points of one series that are kept one by one; in longer ones, those that hold but briefly are passed over. */
const SERIES_POINTS_MAX = 2000;
const NS_PER_S = 1e9;

export function detailOf(scenario: Scenario, record: RunRecord, options: DetailOptions): RunDetail {
  const failing = options.judgements.find(({ window }) => window.length > 0)?.window ?? [];
  const { rows, sampled } = operationRows(record, failing);
  return {
    seed: record.seed,
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
    series: seriesOf(record),
    window: options.window,
    failure: failureOf(scenario, record, options),
  };
}

/** Intervals in which a series held one value, in order of node, series and time of first appearance. */
function seriesOf({ series, endedAt }: RunRecord): RunDetail['series'] {
  const byName = new Map<string, SeriesPoint[]>();
  for (const point of series) {
    const key = JSON.stringify([point.node, point.series]);
    const points = byName.get(key);
    if (points === undefined) byName.set(key, [point]);
    else points.push(point);
  }
  return [...byName.values()].flatMap((points) => {
    const brief = points.length > SERIES_POINTS_MAX ? endedAt / SERIES_POINTS_MAX : 0;
    return intervalsOf(points, brief, endedAt);
  });
}

function intervalsOf(points: readonly SeriesPoint[], brief: number, endedAt: number): RunDetail['series'] {
  const kept: SeriesPoint[] = [];
  points.forEach((point, i) => {
    const holds = (points[i + 1]?.at ?? endedAt) - point.at;
    const repeats = kept.at(-1)?.value === point.value;
    if (holds > brief && !repeats) kept.push(point);
  });
  return kept.map(({ node, series, value, at }, i) => ({
    node,
    series,
    value,
    from_s: at / NS_PER_S,
    to_s: (kept[i + 1]?.at ?? endedAt) / NS_PER_S,
  }));
}

/** The story of the failure: of what this run shows if it can, else of what all runs together came to. */
function failureOf(scenario: Scenario, record: RunRecord, options: DetailOptions): RunDetail['failure'] {
  const { result, judgements } = options;
  if (result.verdict !== 'invalid') return undefined;
  const replay = replayCommand(options.file, record.seed);
  const story = (title: string, explanation: string, operations: readonly number[] = []) => ({
    title,
    explanation,
    operations,
    replay,
  });
  const broken = scenario.expect.findIndex(
    ({ kind }, i) => kind !== 'bound' && judgements[i]?.verdict === 'invalid',
  );
  const judgement = judgements[broken];
  if (judgement !== undefined) {
    const ids = judgement.window.map(({ id }) => id);
    return story(scenario.expect[broken]!.text, judgement.reason ?? judgement.observed, ids);
  }
  const violation = record.violations[0];
  if (violation !== undefined) {
    const { group, rule, node, at, explanation } = violation;
    return story(`${group}.${rule} broken on ${node} at ${formatInstant(at)}`, explanation);
  }
  const idle = record.faults.find(({ touched }) => touched === 0);
  if (idle !== undefined)
    return story(`fault touched nothing: ${idle.text}`, 'A fault that hits nothing tests nothing.');
  const bound = result.expectations.find(({ verdict }) => verdict === 'invalid');
  if (bound === undefined) return story('not in this run', result.reasons[0] ?? '');
  const alone = bound.seeds.length === 0 ? '' : ` Broken by these runs alone: ${seedList(bound.seeds)}.`;
  return story(bound.text, `Observed ${bound.observed} over all runs.${alone}`);
}
