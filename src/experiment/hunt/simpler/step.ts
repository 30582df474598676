/** One step of simplifying a scenario, and what is known beside it. Types alone. */
import type { Instant } from '../../../kernel/time.js';
import type { AnyModel } from '../../../model/model.js';
import type { Scenario } from '../../../scenario/scenario.js';

export interface Simpler {
  readonly scenario: Scenario;
  /** What became simpler, in words: `without crash random(db) at 2s for 1s`. */
  readonly what: string;
}

/** What is known beside the scenario. */
export interface Knowledge {
  /** They tell what parameters are by default. */
  readonly models?: ReadonlyMap<string, AnyModel> | undefined;
  /** When the failure had happened: nothing after it matters. */
  readonly failedAt?: Instant | undefined;
  /** The scenario before anything became simpler. */
  readonly first?: Scenario | undefined;
}
