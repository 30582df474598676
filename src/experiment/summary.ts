/**
 * Summaries: what is kept of each run once it is over, whatever became of its history.
 *
 * Made where the run was made, so that judging runs in parallel and only this crosses threads. Plain data
 * (Maps and typed arrays included). Never sees other runs.
 */
import { judge } from '../check/expectations.js';
import type { Judgement, LinearizabilityCheck } from '../check/judgement.js';
import { createMetrics, type Metrics } from '../observe/metrics.js';
import { longestOutage, outagesOf } from '../observe/outages.js';
import type { RunRecord } from '../observe/run-record.js';
import { stationKey } from '../observe/station.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import type { LongestOutages } from './aggregate/outages.js';

export interface RunSummary
  extends Pick<
    RunRecord,
    'seed' | 'digest' | 'events' | 'stopped' | 'faults' | 'counters' | 'measures' | 'violations'
  > {
  readonly metrics: Metrics;
  readonly outages: LongestOutages;
  /** In the order of the scenario's expectations. */
  readonly judgements: readonly Judgement[];
  /** In the order of what the scenario has judged beside them. */
  readonly judged: readonly Judgement[];
}

/** Measures and judges one run. */
export function summarise(
  scenario: Scenario,
  record: RunRecord,
  linearizable: LinearizabilityCheck,
): RunSummary {
  const { seed, digest, events, endedAt, stopped, faults, counters, measures, violations } = record;
  const { duration, warmUp } = scenario;
  const recorder = createMetrics({ duration, warmUp, endedAt, faults });
  for (const client of record.clients)
    for (const operation of client.operations) recorder.record(client.name, operation);
  const { metrics } = recorder;
  for (const [client, operations] of record.unrecorded) metrics.clients.set(client, operations);
  for (const station of record.stations)
    metrics.stations.set(stationKey(station.group, station.resource), station);
  const all = (expectations: readonly Expectation[]) =>
    expectations.map((expectation) => judge(expectation, { scenario, record, metrics, linearizable }));
  const [judgements, judged] = [all(scenario.expect), all(scenario.judge)];
  const outages = outagesOf(record, warmUp).map((own) => {
    const { client, operation } = own;
    return { client, operation, longest: longestOutage(own) };
  });
  const facts = { seed, digest, events, stopped, faults, counters, measures, violations };
  return { ...facts, metrics, outages, judgements, judged };
}
