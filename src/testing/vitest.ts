/** What the matchers look like on vitest's `expect`: types, and the import by which compilers find what they add to. */
import 'vitest';
import type { ConvergeOptions } from './matchers.js';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface is merged only with the same type parameters
  interface Matchers<T = any> {
    /** A single order of all operations explains what every client saw; of all client groups, or of one. */
    toBeLinearizable(client?: string): T;
    /** An expectation such as `p99(app) < 50ms`, over all runs that are given together. */
    toMeet(expectation: string): T;
    /** Replicas have the same contents again, so long after the last fault. */
    toConverge(options: ConvergeOptions): T;
  }

  // biome-ignore lint/suspicious/noExplicitAny: see above
  interface Assertion<T = any> {
    /** A claim: `read-your-writes`, `invariant(db)`, `linearizable(app)`; or a predicate, as ever. */
    toSatisfy: {
      (claim: string): void;
      (predicate: (value: T) => boolean, message?: string): void;
    };
  }
}
