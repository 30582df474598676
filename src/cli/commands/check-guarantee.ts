/** What `foretell check --guarantee` names, and of which models it can be judged. */
import type { Guarantee } from '../../check/check-history.js';
import { CONSISTENCY_NAMES, GUARANTEE_NAMES, GUARANTEE_OBJECTS } from '../../observe/guarantee-names.js';
import { parseExpectation } from '../../scenario/expression/expectation.js';
import { nearest } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';

const BOUNDED = 'bounded-staleness';
const NAMES: readonly string[] = [...GUARANTEE_NAMES, ...CONSISTENCY_NAMES, BOUNDED];

/** `undefined`: none was asked for, so that linearizability is. */
export function guaranteeOf(
  model: string,
  { guarantee, bound }: { readonly guarantee?: string; readonly bound?: string },
): Guarantee | undefined {
  if (bound !== undefined && guarantee !== BOUNDED)
    throw new UsageError(`--bound goes with --guarantee ${BOUNDED}`);
  if (guarantee === undefined) return undefined;
  if (!NAMES.includes(guarantee)) {
    const meant = nearest(guarantee, NAMES);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new UsageError(`there is no guarantee "${guarantee}"${hint} There are: ${NAMES.join(', ')}`);
  }
  const objects: readonly string[] = GUARANTEE_OBJECTS;
  if (guarantee !== 'sequential' && !objects.includes(model))
    throw new UsageError(`${guarantee} is judged of --model ${objects.join(', ')}, not of ${model}`);
  const session = GUARANTEE_NAMES.find((each) => each === guarantee);
  if (session !== undefined) return { kind: 'session', name: session };
  const consistency = CONSISTENCY_NAMES.find((each) => each === guarantee);
  if (consistency !== undefined) return { kind: 'consistency', name: consistency };
  return staleness(bound);
}

/** Read as an expectation would be, but that the bound itself still counts as kept. */
function staleness(bound: string | undefined): Guarantee {
  const example = `as in --bound 500ms or --bound "3 versions"`;
  if (bound === undefined) throw new UsageError(`${BOUNDED} needs a bound, ${example}`);
  const parsed = parseExpectation(`staleness(all) <= ${bound}`);
  if (!parsed.ok || parsed.value.kind !== 'staleness') {
    const why = parsed.ok ? '' : `: expected ${parsed.problem.expected}, received ${parsed.problem.received}`;
    throw new UsageError(`--bound ${bound} is no bound${why}; ${example}`);
  }
  return { kind: 'staleness', bound: parsed.value.bound };
}
