/** Exit codes, one meaning each (DESIGN §10), and errors that end a command with one of them. */
import type { Verdict } from '../check/verdict.js';

export const EXIT = { valid: 0, invalid: 1, unknown: 2, usage: 64, bug: 70, interrupted: 130 } as const;

/** Its message is printed as it is, without a stack, and the exit code is 64. */
export { UsageError } from '../files/usage-error.js';

/** The exit code of several verdicts together. */
export function exitOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('invalid')) return EXIT.invalid;
  return verdicts.includes('unknown') ? EXIT.unknown : EXIT.valid;
}
