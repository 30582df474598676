/** The section `hunt`: what `foretell hunt` varies from seed to seed. `foretell run` takes no notice of it. */
import { FAULT_KINDS } from '../fields.js';
import type { Hunting, Scenario } from '../scenario.js';

/** What is varied where the file says nothing. */
export const huntingOf = ({ nodes }: Pick<Scenario, 'nodes'>): Hunting => ({
  faults: { min: 0, max: 4 },
  kinds: FAULT_KINDS,
  targets: nodes.map(({ name }) => name),
  network: true,
  workload: true,
  vary: [],
  progress: undefined,
  sometimes: [],
});
