/**
 * What is told where no order of all operations was found: how far the longest came, and what could not come next.
 *
 * Takes what the search found; decides nothing.
 */
import type { Operation } from '../../observe/history.js';
import { nameOf } from '../explain.js';
import { ILLEGAL, type ObjectModel } from '../objects/model.js';
import { showJson } from '../objects/value.js';
import type { Told } from '../sessions/tell.js';
import type { DeadEnd } from './search.js';

const SHOWN = 4;

export function tellDeadEnd<S>(
  { explained, of, next, states }: DeadEnd<S>,
  { operations, model, key }: { operations: readonly Operation[]; model: ObjectModel<S>; key: Int32Array },
): Told {
  const told = next.slice(0, SHOWN).map((i) => {
    const on = operations[i]!.key === undefined ? '' : ` on key ${showJson(operations[i]!.key!)}`;
    const [name, state] = [`${nameOf(model, operations[i]!)}${on}`, states[key[i]!]!];
    const held = model.describeState(state);
    return model.step(state, operations[i]!) === ILLEGAL
      ? `${name} cannot follow where it holds ${held}`
      : `${name} would end ${held}, which others are still to see`;
  });
  const more = next.length > SHOWN ? `; nor can ${next.length - SHOWN} others` : '';
  const explanation =
    `No single order of all operations, each session's own kept, explains every answer. ` +
    `The longest explains ${explained} of ${of}; after it ${told.join('; ')}${more}.`;
  return { explanation, window: [...next].sort((a, b) => a - b).map((i) => operations[i]!) };
}
