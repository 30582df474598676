/** What is told of a client group: all of its operations together, then each name if there are several. */
import type { ClientGroup } from '../../scenario/scenario.js';

/** `undefined` stands for all of them. */
export function partsOf({ operations }: Pick<ClientGroup, 'operations'>): readonly (string | undefined)[] {
  return operations.length === 1 ? [undefined] : [undefined, ...operations.map(({ f }) => f)];
}
