/** A theory and the station that it is of; that of a network names its stations itself. */
import type { Theory } from '../../stats/theory.js';

export interface StationTheory {
  /** Node group. */
  readonly of: string | undefined;
  readonly theory: Theory;
}
