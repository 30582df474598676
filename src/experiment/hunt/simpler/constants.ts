/** Random lengths of time as constants: their medians, in round figures. */
import { type Distribution, quantile } from '../../../kernel/distribution.js';
import { roundedDown } from './figures.js';

export function constantOf(d: Distribution): Distribution {
  if (d.kind === 'constant') return d;
  return { kind: 'constant', value: roundedDown(Math.round(quantile(d)(0.5)), 2) };
}
