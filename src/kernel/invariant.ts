/**
 * Invariants: what must hold unless Foretell itself has a bug.
 *
 * A user's mistake is data, and a simulated failure is a value; neither may come through here.
 */

/** Thrown when Foretell itself is wrong. The command line reports it and exits with 70. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/** Asserts `condition`, or throws {@link InvariantViolation} saying what should have held. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}
