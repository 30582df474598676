/** What a user got wrong: said as it is, without a stack. Knows nothing of who says it. */

/** Ends a command with exit code 64; fails a test with its message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
