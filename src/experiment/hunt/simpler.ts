/**
 * Simpler scenarios: every way to make one a step simpler, the boldest first.
 *
 * Faults first, then operations, clients, nodes, the duration, and latencies to constants. Each candidate is
 * valid and differs from the scenario; following them ends. Knows nothing of failures.
 */
import type { Fault, Scenario } from '../../scenario/scenario.js';

export function* simplerScenarios(scenario: Scenario): Iterable<Scenario> {
  for (const faults of simplerPlans(scenario.faults)) yield { ...scenario, faults };
}

/** Plans with fewer faults, shorter ones, simpler ones. */
export function* simplerPlans(plan: readonly Fault[]): Iterable<readonly Fault[]> {
  for (let i = plan.length - 1; i >= 0; i--) yield [...plan.slice(0, i), ...plan.slice(i + 1)];
}
