/**
 * Records one client group's operations: as a history, or only what metrics need of each as it ends.
 *
 * Positions in the history are shared by all groups of a run, so that they order everything that clients
 * saw. Every record goes into the digest, which is the same whether or not the history is kept.
 */
import type { Digest } from '../kernel/digest.js';
import type { Json } from '../kernel/json.js';
import type { Instant } from '../kernel/time.js';
import type { Ask } from '../model/message.js';
import type { Operation, Outcome } from '../observe/history.js';
import type { Observed } from '../observe/metrics.js';
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
  /** The run is over: what is still under way is so for good. */
  end(): void;
  record(): ClientRecord;
}

/** Takes operations as they come and go. The object is used again for others. */
export interface Watch {
  /** It was meant to start at this instant. */
  began?(intendedAt: Instant): void;
  /** It ended, or the run did. */
  over(operation: Observed): void;
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
      digestAsk(digest, ask);
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
      digestAnswer(digest, outcome, value);
    },
    end() {}, // they stay open, as they were written down
    record: () => ({ name, operations }),
  };
}

type Passing = { -readonly [K in keyof Observed]: Observed[K] };

/** Keeps nothing of an operation that is over, so that there can be any number of them. */
export function createPassingRecorder(
  name: string,
  positions: Positions,
  digest: Digest,
  watch: Watch,
): Recorder {
  /** Under way, by number; numbers are used again. */
  const places: Passing[] = [];
  const free: number[] = [];
  return {
    invoke(_process, ask, now, intendedAt) {
      digestAsk(digest, ask);
      positions.next++;
      watch.began?.(intendedAt);
      const id = free.pop() ?? places.length;
      const place = places[id];
      if (place === undefined)
        places.push({ f: ask.f, outcome: 'info', invokedAt: now, intendedAt, completedAt: undefined });
      else {
        place.f = ask.f;
        place.outcome = 'info';
        place.invokedAt = now;
        place.intendedAt = intendedAt;
        place.completedAt = undefined;
      }
      return id;
    },
    complete(id, outcome, value, now) {
      digestAnswer(digest, outcome, value);
      positions.next++;
      const place = places[id]!;
      place.outcome = outcome;
      place.completedAt = now;
      watch.over(place);
      free.push(id);
    },
    end() {
      for (const place of places) if (place.completedAt === undefined) watch.over(place);
    },
    record: () => ({ name, operations: [] }),
  };
}

function digestAsk(digest: Digest, ask: Ask): void {
  digest.text(ask.f);
  digest.json(ask.key);
  digest.json(ask.value);
}

function digestAnswer(digest: Digest, outcome: Outcome, value: Json): void {
  digest.word(outcome === 'ok' ? 1 : outcome === 'fail' ? 2 : 3);
  digest.json(value);
}
