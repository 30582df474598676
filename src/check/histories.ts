/**
 * Claims about histories against one run: linearizability, the session guarantees, and what is counted.
 *
 * All are judged on every operation of the objects that a client group uses. The linearizability checker is
 * passed in; a checker that crashes is `unknown`. Sees histories and faults, never nodes.
 */

import { formatCount } from '../observe/format.js';
import type { GuaranteeName } from '../observe/guarantee-names.js';
import type { Operation } from '../observe/history.js';
import type { RunRecord } from '../observe/run-record.js';
import type { ClaimedTally } from '../observe/tally-names.js';
import type { ClientGroup, Scenario } from '../scenario/scenario.js';
import {
  type Judgement,
  judgedNothing,
  judgement,
  type LinearizabilityCheck,
  type LinearizabilityOutcome,
  type OperationRef,
} from './judgement.js';
import { checkSessionGuarantee } from './session-guarantees.js';
import { checkTally } from './tallies.js';

export interface HistoryEvidence {
  readonly scenario: Pick<Scenario, 'clients'>;
  readonly record: Pick<RunRecord, 'clients' | 'faults'>;
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
  return judgeHistory(client, evidence, ({ object }, history): LinearizabilityOutcome => {
    const owners = new Map(history.map(({ operation, client: owner }) => [operation, owner]));
    const positions = new Map(history.map(({ operation }, i) => [operation, i]));
    const result = checkSessionGuarantee(
      history.map(({ operation }) => operation),
      guarantee,
      {
        object,
        of: (operation) => owners.get(operation) === client,
        server: incarnations(evidence.record.faults),
      },
    );
    const { verdict, judged, reason = '', failure } = result;
    const window = failure?.window.map((operation) => positions.get(operation)!) ?? [];
    return { verdict, judged, explanation: failure?.explanation ?? reason, window };
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

interface Owned {
  readonly client: string;
  readonly operation: Operation;
}

function judgeHistory(
  client: string,
  { scenario, record }: HistoryEvidence,
  check: (group: ClientGroup, history: readonly Owned[]) => LinearizabilityOutcome,
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
    const seen = formatCount(outcome.judged, 'operation');
    if (outcome.verdict === 'valid') return judgement('valid', seen, outcome.judged);
    return judgement(outcome.verdict, seen, outcome.judged, { reason: outcome.explanation, window });
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
