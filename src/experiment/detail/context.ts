/**
 * The context of a failure: what the checkers do not see, from faults and series: how stale a read was, who
 * answered it and what that node took itself for, who was in charge, which faults were active.
 */
import type { OperationRef } from '../../check/judgement.js';
import type { Instant } from '../../kernel/time.js';
import type { RunRecord } from '../../observe/run-record.js';
import { circumstances } from './circumstances.js';
import { findStaleRead, type Owned, tellStaleRead } from './stale-read.js';

/** Where a failure shows: operations that cannot be explained, or an instant and the node that it is about. */
export interface Place {
  readonly window: readonly OperationRef[];
  readonly at: Instant | undefined;
  readonly node: string | undefined;
}

export interface FailureContext {
  /** Sentences; none if there is nothing to tell. */
  readonly context: string;
  readonly isStale: boolean;
}

export function contextOf(record: RunRecord, { window, at, node }: Place): FailureContext {
  const operations = window.map(
    ({ client, id }): Owned => ({
      client,
      operation: record.clients.find(({ name }) => name === client)!.operations[id]!,
    }),
  );
  const stale = findStaleRead(record, operations);
  const subject = (stale?.read ?? lastAnswered(operations))?.operation;
  const moment = subject?.completedAt ?? at;
  const around = moment === undefined ? '' : circumstances(record, moment, subject?.node ?? node);
  const told = stale === undefined ? '' : tellStaleRead(stale);
  return { context: [told, around].filter((part) => part !== '').join(' '), isStale: stale !== undefined };
}

/** Of the window: what happened last is most likely what does not fit. */
function lastAnswered(operations: readonly Owned[]): Owned | undefined {
  return operations
    .filter(({ operation }) => operation.outcome === 'ok' && operation.node !== undefined)
    .reduce<Owned | undefined>(
      (last, each) => (last === undefined || each.operation.end > last.operation.end ? each : last),
      undefined,
    );
}
