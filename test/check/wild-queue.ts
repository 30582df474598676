/**
 * Histories of clients of a queue whose answers are made up, most of them plausibly: enough of them are
 * legal, and all ways to be wrong come up.
 */
import type { Json, Operation } from '../../src/observe/history.js';
import type { Random } from './atomic.js';
import { randomFrom } from './atomic.js';

export interface WildHistory {
  readonly operations: readonly Operation[];
  readonly initial: readonly Json[];
}

const NOBODYS = 77;

/** Of 3 to 7 operations, some unfinished. One in eight enqueues values again. */
export function wildQueueHistory(seed: number): WildHistory {
  const random = randomFrom(seed);
  const count = 3 + random(5);
  const clients = 2 + random(5);
  const infoPercent = [0, 10, 30, 50][random(4)] as number;
  const repeats = random(8) === 0;
  const initial = [[], [], [], [1], [50, 51], [50, 50]][random(6)] as Json[];
  const answer = answersOf(random, [...initial]);
  const done: Operation[] = [];
  const active: (Operation | undefined)[] = Array.from({ length: clients }, () => undefined);
  for (let id = 0, position = 0; id < count || active.some((one) => one !== undefined); ) {
    const client = random(clients);
    const one = active[client];
    if (one === undefined) {
      if (id === count) continue;
      const f = random(2) === 0 ? 'enqueue' : 'dequeue';
      const input = f === 'dequeue' ? null : repeats ? random(3) : id;
      active[client] = unfinished(id++, client, f, input, position++);
      if (f === 'enqueue') answer.offer(input);
    } else {
      active[client] = undefined;
      const lost = random(100) < infoPercent;
      const output = one.f === 'enqueue' ? one.input : answer.take();
      const end = position;
      if (!lost) position++;
      done.push(lost ? one : { ...one, outcome: 'ok', output, end, completedAt: end });
    }
  }
  return { operations: done.sort((a, b) => a.start - b.start), initial };
}

function unfinished(id: number, process: number, f: string, input: Json, start: number): Operation {
  const rest = {
    key: undefined,
    output: null,
    outcome: 'info',
    end: Infinity,
    completedAt: undefined,
  } as const;
  return { id, process, f, input, start, invokedAt: start, ...rest };
}

/** Dequeues are told one of the first values that were offered, nothing, or (rarely) nonsense. */
function answersOf(random: Random, offered: Json[]) {
  const empties = 2 + random(5);
  const reach = 1 + random(3);
  return {
    offer: (value: Json) => offered.push(value),
    take(): Json {
      const whim = random(60);
      if (whim === 0) return NOBODYS;
      if (whim < 4) return random(7);
      if (offered.length === 0 || random(empties) === 0) return null;
      return offered.splice(random(Math.min(offered.length, reach)), 1)[0] as Json;
    },
  };
}
