/**
 * What each kind of distribution compiles to.
 *
 * Knows neither the data form of distributions nor streams.
 */
export interface Law {
  /** For u in [0, 1) the least x with P(X <= x) >= u; at u = 0 the infimum. Never decreasing in u. */
  quantile(u: number): number;
  /** P(X <= x), accurate where it is small. */
  below(x: number): number;
  /** P(X > x), accurate where it is small. */
  above(x: number): number;
  readonly mean: number;
  readonly variance: number;
}
