/**
 * Records one client group's operations as a history.
 *
 * Positions in the history are shared by all groups of a run, so that they order everything that clients
 * saw. Every record goes into the digest.
 */
import type { Digest } from '../kernel/digest.js';
import type { Json } from '../kernel/json.js';
import type { Instant } from '../kernel/time.js';
import type { Ask } from '../model/message.js';
import type { Operation, Outcome } from '../observe/history.js';
import type { ClientRecord } from '../observe/run-record.js';

export interface Recorder {
  /** An operation begins; returns its number. */
  invoke(session: number, ask: Ask, now: Instant, intendedAt: Instant): number;
  /** An operation ends. */
  complete(
    operation: number,
    outcome: Outcome,
    value: Json,
    now: Instant,
    node: string | undefined,
    error: string | undefined,
  ): void;
  record(): ClientRecord;
}

type Recording = { -readonly [K in keyof Operation]: Operation[K] };

/** Positions in the history of a run: invocations and completions of all groups. */
export interface Positions {
  next: number;
}

export function createRecorder(name: string, positions: Positions, digest: Digest): Recorder {
  const operations: Recording[] = [];
  return {
    invoke(process, ask, now, intendedAt) {
      const id = operations.length;
      digest.text(ask.f);
      digest.json(ask.key);
      digest.json(ask.value);
      operations.push({
        id,
        process,
        f: ask.f,
        key: ask.key,
        input: ask.value ?? null,
        output: null,
        outcome: 'info',
        start: positions.next++,
        end: Number.POSITIVE_INFINITY,
        invokedAt: now,
        intendedAt,
        completedAt: undefined,
      });
      return id;
    },
    complete(id, outcome, value, now, node, error) {
      const operation = operations[id]!;
      operation.outcome = outcome;
      operation.completedAt = now;
      if (outcome === 'ok') operation.output = value;
      if (outcome !== 'info') operation.end = positions.next;
      positions.next++;
      if (node !== undefined) operation.node = node;
      if (error !== undefined) operation.error = error;
      digest.word(outcome === 'ok' ? 1 : outcome === 'fail' ? 2 : 3);
      digest.json(value);
    },
    record: () => ({ name, operations }),
  };
}
