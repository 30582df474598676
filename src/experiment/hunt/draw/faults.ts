/**
 * Fault plans drawn at random for a cluster: each one could stand in a scenario file as it is.
 *
 * Knows nothing of running them, nor of where randomness comes from.
 */
import { type Duration, type Instant, MILLISECOND } from '../../../kernel/time.js';
import type { Assumptions } from '../../../model/model.js';
import { faultText } from '../../../scenario/fault-text.js';
import type { Fault, FaultAction, Hunting, Scenario } from '../../../scenario/scenario.js';
import type { Models } from '../../simulate.js';
import { type Choose, oneOf } from '../choose.js';

/** What there is that faults can hit, and what it stands. */
export interface Cluster {
  readonly duration: Instant;
  readonly groups: readonly {
    readonly name: string;
    readonly count: number;
    /** Selectors of its model's own, such as `leader`. */
    readonly roles: readonly string[];
    readonly assumes: Assumptions;
  }[];
  readonly kinds: readonly FaultAction['kind'][];
}

export function clusterOf(scenario: Scenario, models: Models, { kinds, targets }: Hunting): Cluster {
  const groups = scenario.nodes
    .filter(({ name }) => targets.includes(name))
    .map(({ name, count, model, params }) => {
      const { selectors = {}, assumes } = models.get(model)!;
      return { name, count, roles: Object.keys(selectors), assumes: assumes?.(params) ?? {} };
    });
  return { duration: scenario.duration, groups, kinds };
}

export function drawFaults(
  choose: Choose,
  { groups, duration }: Cluster,
  { min, max }: Hunting['faults'],
): readonly Fault[] {
  return Array.from({ length: choose.integer(min, max) }, (): Fault => {
    const of = {
      kind: 'random',
      of: { kind: 'group', group: oneOf(choose, groups).name },
      count: 1,
    } as const;
    const action: FaultAction = oneOf<FaultAction>(choose, [
      { kind: 'crash', nodes: of, disk: undefined },
      { kind: 'partition', shape: { kind: 'isolate', of } },
    ]);
    const at = choose.integer(0, Math.floor(duration / MILLISECOND) - 1) * MILLISECOND;
    const lasts: Duration = choose.integer(1, 1000) * MILLISECOND;
    const fault = { at, duration: lasts, action };
    return { text: faultText(fault), ...fault };
  }).sort((a, b) => a.at - b.at);
}
