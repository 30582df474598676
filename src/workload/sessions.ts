/**
 * Sessions: single-threaded logical clients, the `process` of a Jepsen history.
 *
 * A session has at most one operation under way. One whose operation came to nobody-knows is retired, as in
 * Jepsen, and a new number takes its place. Knows nothing of what the operations are.
 */
import type { Json } from '../kernel/json.js';

export interface Sessions {
  /** A free session of this client; a new one if all are busy. */
  take(client: number): number;
  /** The session is free again. */
  release(client: number, session: number): void;
  /** The session is never used again. */
  retire(session: number): void;
  /** What the session was last told that it has seen, if anything. */
  tokenOf(session: number): Json | undefined;
  learnToken(session: number, token: Json): void;
  /** How many operations the session has started, this one included: the sequence number of its requests. */
  nextSequence(session: number): number;
}

/** Sessions of a group of `clients` client nodes; `allocate` gives numbers that no other session has. */
export function createSessions(clients: number, allocate: () => number): Sessions {
  const free: number[][] = Array.from({ length: clients }, () => []);
  const sequences = new Map<number, number>();
  const tokens = new Map<number, Json>();
  return {
    take: (client) => free[client]!.pop() ?? allocate(),
    release(client, session) {
      free[client]!.push(session);
    },
    retire(session) {
      sequences.delete(session);
      tokens.delete(session);
    },
    tokenOf: (session) => tokens.get(session),
    learnToken(session, token) {
      tokens.set(session, token);
    },
    nextSequence(session) {
      const sequence = (sequences.get(session) ?? 0) + 1;
      sequences.set(session, sequence);
      return sequence;
    },
  };
}
