/**
 * Sessions: single-threaded logical clients, the `process` of a Jepsen history.
 *
 * A session has at most one operation under way. One whose operation came to nobody-knows is retired, as in
 * Jepsen, and a new number takes its place. Knows nothing of what the operations are.
 */

export interface Sessions {
  /** A free session of this client; a new one if all are busy. */
  take(client: number): number;
  /** The session is free again. */
  release(client: number, session: number): void;
  /** The session is never used again. */
  retire(session: number): void;
  /** How many operations the session has started, this one included: the sequence number of its requests. */
  nextSequence(session: number): number;
}

/** Sessions of a group of `clients` client nodes; `allocate` gives numbers that no other session has. */
export function createSessions(clients: number, allocate: () => number): Sessions {
  const free: number[][] = Array.from({ length: clients }, () => []);
  const sequences = new Map<number, number>();
  return {
    take: (client) => free[client]!.pop() ?? allocate(),
    release(client, session) {
      free[client]!.push(session);
    },
    retire(session) {
      sequences.delete(session);
    },
    nextSequence(session) {
      const sequence = (sequences.get(session) ?? 0) + 1;
      sequences.set(session, sequence);
      return sequence;
    },
  };
}
