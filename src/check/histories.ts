/**
 * Claims about histories against one run: linearizability, consistency, session guarantees, staleness, and what is
 * counted.
 *
 * All are judged on every operation of the objects that a client group uses. The linearizability checker is
 * passed in; a checker that crashes is `unknown`. Sees histories and faults, never nodes.
 */

import { formatCount } from '../observe/format.js';
import type { ConsistencyName, GuaranteeName, StalenessBound } from '../observe/guarantee-names.js';
import type { Operation } from '../observe/history.js';
import type { RunRecord } from '../observe/run-record.js';
import type { ClaimedTally } from '../observe/tally-names.js';
import type { ClientGroup, Scenario } from '../scenario/scenario.js';
import { checkConsistency, checkStaleness } from './consistency.js';
import {
  type Judgement,
  judgedNothing,
  judgement,
  type LinearizabilityCheck,
  type LinearizabilityOutcome,
  type OperationRef,
} from './judgement.js';
import { heldAtEnd } from './lost-updates/held.js';
import { jsonKey } from './objects/value.js';
import { checkSessionGuarantee, type SessionResult } from './session-guarantees.js';
import type { KnownOrder } from './sessions/order.js';
import { tellStalest } from './staleness/tell.js';
import { checkTally } from './tallies.js';

export interface HistoryEvidence {
  readonly scenario: Pick<Scenario, 'clients'>;
  readonly record: Pick<RunRecord, 'clients' | 'faults' | 'contents' | 'orders'>;
}

export function judgeLinearizable(
  client: string,
  evidence: HistoryEvidence,
  linearizable: LinearizabilityCheck,
): Judgement {
  return judgeHistory(client, evidence, ({ object }, history) =>
    linearizable(
      history.map(({ operation }, id) => ({ ...operation, id })),
      object,
    ),
  );
}

/** Judges the sessions of this group; what others that share its objects did counts as what happened. */
export function judgeSessions(
  guarantee: GuaranteeName,
  client: string,
  evidence: HistoryEvidence,
): Judgement {
  return judgeSome(client, evidence, (operations, { object }, of) =>
    checkSessionGuarantee(operations, guarantee, {
      ...{ object, of, server: incarnations(evidence.record.faults) },
    }),
  );
}

/** Judges what this group did and saw; what others that share its objects did counts as what happened. */
export function judgeConsistency(
  name: ConsistencyName,
  client: string,
  evidence: HistoryEvidence,
): Judgement {
  return judgeSome(client, evidence, (operations, { object, target }, of) => {
    const held = heldAtEnd(evidence.record.contents.find(({ group }) => group === target));
    return checkConsistency(operations, name, { object, of, ...(held !== undefined && { held }) });
  });
}

/** Judges the reads of this group. */
export function judgeStaleness(bound: StalenessBound, client: string, evidence: HistoryEvidence): Judgement {
  return judgeSome(client, evidence, (operations, { object, target }, of) => {
    const order = orderOf(evidence.record, target);
    return checkStaleness(operations, bound, { object, of, ...(order !== undefined && { order }) });
  });
}

type Judge = (
  operations: readonly Operation[],
  group: ClientGroup,
  of: (operation: Operation) => boolean,
) => SessionResult & Partial<Pick<Judgement, 'observed' | 'value'>>;

function judgeSome(client: string, evidence: HistoryEvidence, judge: Judge): Judgement {
  return judgeHistory(client, evidence, (group, history) => {
    const owners = new Map(history.map(({ operation, client: owner }) => [operation, owner]));
    const positions = new Map(history.map(({ operation }, i) => [operation, i]));
    const operations = history.map(({ operation }) => operation);
    const result = judge(operations, group, (operation) => owners.get(operation) === client);
    const { verdict, judged, reason = '', failure, observed, value } = result;
    const window = failure?.window.map((operation) => positions.get(operation)!) ?? [];
    return { verdict, judged, explanation: failure?.explanation ?? reason, window, observed, value };
  });
}

/** What became of all elements, amounts or identifiers of the objects that this group uses. */
export function judgeTally(checker: ClaimedTally, client: string, evidence: HistoryEvidence): Judgement {
  return judgeHistory(client, evidence, (_, history): LinearizabilityOutcome => {
    const operations = checker === 'pn-counter' ? withFinal(history, client) : history.map(operationOf);
    const { verdict, judged, reason = '', failures } = checkTally(operations, checker);
    const [failure] = failures;
    const positions = new Map(operations.map((operation, i) => [operation, i]));
    const window = failure?.window.map((operation) => positions.get(operation)!) ?? [];
    return { verdict, judged, explanation: failure?.explanation ?? reason, window };
  });
}

const operationOf = ({ operation }: Owned): Operation => operation;

/** The group's reads that began after everything else had been answered are the last look. */
function withFinal(history: readonly Owned[], client: string): readonly Operation[] {
  const changes = history.filter(({ operation: { f, end } }) => f !== 'read' && Number.isFinite(end));
  const settled = changes.reduce((latest, { operation: { end } }) => Math.max(latest, end), -1);
  return history.map(({ operation, client: owner }) =>
    owner === client && operation.f === 'read' && operation.start > settled
      ? { ...operation, final: true }
      : operation,
  );
}

/** The order in which the versions of a key came about, as far as the nodes told. */
function orderOf({ orders }: Pick<RunRecord, 'orders'>, target: string): KnownOrder | undefined {
  const own = orders.find(({ group }) => group === target);
  if (own === undefined) return undefined;
  const byKey = new Map(own.keys.map(({ key, values }) => [jsonKey(key), values]));
  return (key) => byKey.get(jsonKey(key ?? null));
}

/** What a node lost with its memory it need not show: after a crash it is another server. */
function incarnations(faults: RunRecord['faults']): (operation: Operation) => string | undefined {
  const crashes = new Map<string, number[]>();
  for (const { kind, from, nodes } of faults) {
    if (kind !== 'crash') continue;
    for (const node of nodes) crashes.set(node, [...(crashes.get(node) ?? []), from]);
  }
  return ({ node, completedAt = 0 }) => {
    const before = node === undefined ? undefined : crashes.get(node);
    return before === undefined ? node : `${node} ${before.filter((at) => at <= completedAt).length}`;
  };
}

type Outcome = LinearizabilityOutcome & {
  readonly observed?: string | undefined;
  readonly value?: number | undefined;
};

interface Owned {
  readonly client: string;
  readonly operation: Operation;
}

function judgeHistory(
  client: string,
  { scenario, record }: HistoryEvidence,
  check: (group: ClientGroup, history: readonly Owned[]) => Outcome,
): Judgement {
  const group = scenario.clients.find(({ name }) => name === client);
  const own = record.clients.find(({ name }) => name === client);
  if (group === undefined || own === undefined) return judgedNothing(`there are no clients ${client}`);
  if (own.operations.length === 0) return judgedNothing(`${client} did no operation`);
  const history = sharedHistory(group, { scenario, record });
  try {
    const outcome = check(group, history);
    if (outcome.judged === 0 && outcome.verdict === 'valid')
      return judgedNothing(`no operation of ${client} could be judged`);
    // Every order explains a history in which nobody was told anything.
    if (outcome.verdict === 'valid' && !history.some(({ operation }) => operation.outcome === 'ok'))
      return judgedNothing(`no operation of ${client} was answered ok`);
    const window = outcome.window.map((id): OperationRef => {
      const { client: owner, operation } = history[id]!;
      return { client: owner, id: operation.id };
    });
    const seen = outcome.observed ?? formatCount(outcome.judged, 'operation');
    const figure = outcome.value === undefined ? {} : { value: outcome.value };
    if (outcome.verdict === 'valid') return judgement('valid', seen, outcome.judged, figure);
    const suspects = outcome.window.map((id) => history[id]!.operation);
    const stale =
      outcome.verdict === 'invalid'
        ? tellStalest(
            suspects,
            history.map(({ operation }) => operation),
            { object: group.object, faults: record.faults, order: orderOf(record, group.target) },
          )
        : '';
    const reason = `${outcome.explanation}${stale === '' ? '' : ` ${stale}`}`;
    return judgement(outcome.verdict, seen, outcome.judged, { reason, window, ...figure });
  } catch (error) {
    const reason = `the checker crashed: ${error instanceof Error ? error.message : String(error)}`;
    return judgement('unknown', reason, 0, { reason });
  }
}

/**
 * Every operation on the objects that the client uses, in order of invocation. Other groups with the same
 * target share its objects: without their writes a correct history would look wrong.
 */
function sharedHistory({ target }: ClientGroup, { scenario, record }: HistoryEvidence): Owned[] {
  const sharing = new Set(scenario.clients.filter((each) => each.target === target).map(({ name }) => name));
  return record.clients
    .filter(({ name }) => sharing.has(name))
    .flatMap(({ name, operations }) => operations.map((operation): Owned => ({ client: name, operation })))
    .sort((a, b) => a.operation.start - b.operation.start);
}
