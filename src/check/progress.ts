/**
 * Progress: once faults have ended, somebody is answered `ok` every so often, as long as somebody asks.
 *
 * The liveness that a healed majority owes (after all faults but those that last for ever have ended, every wait
 * is bounded). What an outage is, `observe/outages.ts` says; here the wait for the first answer counts too. An
 * operation that was asked before the healing is no witness, for its request may have been lost, unless its client
 * asks again by itself. Sees histories and faults, never nodes.
 */
import type { Duration, Instant } from '../kernel/time.js';
import { formatCount, formatDuration, formatInstant } from '../observe/format.js';
import type { Operation } from '../observe/history.js';
import { findOutages, type Outage } from '../observe/outages.js';
import type { RunRecord } from '../observe/run-record.js';
import type { ClientGroup, Expectation, Scenario } from '../scenario/scenario.js';
import { type Healing, healingOf } from './healing.js';
import { type Judgement, judgedNothing, judgement } from './judgement.js';

type Progress = Extract<Expectation, { kind: 'progress' }>;

export interface ProgressEvidence {
  readonly scenario: Pick<Scenario, 'clients'>;
  readonly record: Pick<RunRecord, 'clients' | 'faults' | 'endedAt'>;
}

export function judgeProgress(
  { client, within }: Progress,
  { scenario, record }: ProgressEvidence,
): Judgement {
  const group = scenario.clients.find(({ name }) => name === client);
  const operations = record.clients.find(({ name }) => name === client)?.operations ?? [];
  if (group === undefined || operations.length === 0) return judgedNothing(`${client} did no operation`);
  const healing = healingOf(record);
  const told = ({ completedAt }: Operation) => completedAt ?? record.endedAt;
  const after = operations.filter((each) => told(each) >= healing.at);
  const asked = after.map((each) => askedAfter(each, healing.at, group, told(each)));
  const witnesses = asked.filter(({ intendedAt, completedAt }) => intendedAt !== completedAt);
  const from = witnesses.reduce((least, { intendedAt }) => Math.min(least, intendedAt!), Infinity);
  const to = after.reduce((latest, each) => Math.max(latest, told(each)), 0);
  const left = Math.max(0, to - from);
  const longest = findOutages(asked, record.endedAt, 'start-up too')
    .map((outage): Outage => ({ from: Math.max(outage.from, healing.at), to: Math.min(outage.to, to) }))
    .reduce<Outage>((most, each) => (each.to - each.from > most.to - most.from ? each : most), {
      from,
      to: from,
    });
  const wait = witnesses.length === 0 ? 0 : longest.to - longest.from;
  const longestWait = `longest wait ${formatDuration(wait)}`;
  if (wait > within) {
    const reason = explain(longest, operations, { group, healing, within });
    return judgement('invalid', longestWait, asked.length, {
      value: wait,
      reason,
      at: longest.from + within,
    });
  }
  if (left < within) {
    const since =
      healing.last === undefined ? '' : ` after the last fault had ended (${formatInstant(healing.at)})`;
    return judgedNothing(
      `${client} asked for ${formatDuration(left)}${since}, and ${formatDuration(within)} are allowed`,
    );
  }
  return judgement('valid', longestWait, asked.length, { value: wait });
}

/** The operation as one that was asked after the healing; with no wait at all if it was not. */
function askedAfter(operation: Operation, healed: Instant, group: ClientGroup, told: Instant): Operation {
  const { intendedAt = operation.invokedAt } = operation;
  if (intendedAt >= healed) return { ...operation, intendedAt };
  const again = group.retryAfter === undefined ? Infinity : healed + group.retryAfter;
  return { ...operation, intendedAt: Math.min(again, told), completedAt: told };
}

function explain(
  { from, to }: Outage,
  operations: readonly Operation[],
  { group, healing, within }: { group: ClientGroup; healing: Healing; within: Duration },
): string {
  const waiting = operations.filter(
    ({ intendedAt, invokedAt, completedAt = to }) => (intendedAt ?? invokedAt) < to && completedAt > from,
  );
  const failed = waiting.filter(({ outcome }) => outcome === 'fail').length;
  const lost = waiting.filter(({ outcome }) => outcome === 'info').length;
  const outcomes = [
    failed === 0 ? '' : `${formatCount(failed)} failed`,
    lost === 0 ? '' : `${formatCount(lost)} never answered`,
  ].filter((text) => text !== '');
  const came = outcomes.length === 0 ? '' : ` (${outcomes.join(', ')})`;
  const since =
    healing.last === undefined
      ? 'No fault had ended before'
      : `The last fault, ${healing.last}, had ended at ${formatInstant(healing.at)}`;
  return (
    `nobody was answered ok for ${formatDuration(to - from)}, from ${formatInstant(from)} to ${formatInstant(to)}, ` +
    `though ${group.name} asked ${group.target} for ${formatCount(waiting.length, 'operation')} meanwhile${came}. ` +
    `${since}; from then on somebody was to be answered every ${formatDuration(within)}.`
  );
}
