/**
 * One fault less, the others at other times or for longer, in the scenario as it was at first.
 *
 * What a scenario lost on its way down may have been what a smaller plan needs. A plan of fewer faults is simpler,
 * however much comes back with it; that becomes less again.
 */
import { type Duration, type Instant, MILLISECOND } from '../../../kernel/time.js';
import type { Fault, Scenario } from '../../../scenario/scenario.js';
import { endingAt } from './parts.js';
import { inOrder, type Plan } from './plans.js';
import { withText } from './refer.js';
import type { Simpler } from './step.js';

/** Larger plans are left as they are. */
const FAULTS_MAX = 4;
const STARTS: readonly Instant[] = [200, 300, 400, 600, 1000].map((ms) => ms * MILLISECOND);
/** How many times as long. */
const STRETCHES = [1, 5];
/** How long after the last fault a failure may take to show. */
const AFTERMATH: Duration = 1000 * MILLISECOND;

export function* afresh({ faults }: Scenario, first: Scenario | undefined): Iterable<Simpler> {
  if (first === undefined || faults.length < 2 || faults.length > FAULTS_MAX) return;
  const plan = inOrder(faults);
  for (const gone of plan)
    for (const stretch of STRETCHES)
      for (const start of STARTS) {
        const fewer = moved(without(plan, gone), start, stretch, first.duration);
        const end = Math.max(...fewer.map(({ at, duration = 0 }) => at + duration)) + AFTERMATH;
        const scenario = endingAt({ ...first, faults: fewer }, Math.min(first.duration, end));
        if (scenario !== undefined) yield { scenario, what: `without ${gone.text}, otherwise as at first` };
      }
}

const without = (plan: Plan, gone: Fault): Plan => plan.filter((fault) => fault !== gone);

function moved(plan: Plan, start: Instant, stretch: number, longest: Instant): Plan {
  const by: Duration = start - plan[0]!.at;
  return plan.map(({ at, duration, action }) =>
    withText({ at: at + by, duration: duration && Math.min(duration * stretch, longest), action }),
  );
}
