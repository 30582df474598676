/**
 * Siblings and a merge function: values that did not know of each other are all kept, and whoever reads gets them
 * merged; the next write has seen them all, and takes their place (DeCandia et al., "Dynamo", SOSP 2007, §4.4,
 * whose shopping cart is the set here: what was removed may come back).
 */
import type { Ask, Json } from '../../../src/model/index.js';
import { changed, mergedValue } from './plain.js';
import type { Prepared, Resolution, Ticket } from './resolution.js';
import type { Op, Params } from './types.js';

/** The values of the heads. */
type Siblings = readonly Json[];

export function mergedSiblings(object: Params['object']): Resolution<Siblings, Json> {
  const read = (siblings: Siblings): Json => mergedValue(object, siblings);
  return {
    empty: [],
    prepare: (siblings: Siblings, ask: Ask, { random }: Ticket): Prepared<Json> =>
      changed(object, read(siblings), ask, random),
    apply: (_siblings: Siblings, _op: Op, heads: readonly Op[]): Siblings =>
      heads.map(({ effect }) => effect as Json),
    read,
  };
}
