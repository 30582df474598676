/**
 * RGA, a replicated growable array: a list in which everybody inserts and deletes (H.-G. Roh et al., "Replicated
 * abstract data types: building blocks for collaborative applications", JPDC 71(3), 2011, §5; RR-7506,
 * specification 19).
 *
 * An insertion names the element that it follows. Where several follow the same one, the later stands first, so
 * stamps must follow causality, and operations must come in causal order. What is deleted stays as a tombstone,
 * because an insertion under way may name it. Pure functions over plain data; knows nothing of networks.
 */
import type { Json } from '../../../src/model/index.js';
import { isLater, type Stamp } from './lww-register.js';

interface Cell {
  readonly id: Stamp;
  readonly element: Json;
  readonly deleted: boolean;
}

/** The cells in the order of the list, tombstones included. */
export type Rga = readonly Cell[];

/** `after`: the cell that it follows; `null`: the start of the list. */
export type RgaOperation =
  | { readonly kind: 'insert'; readonly id: Stamp; readonly after: Stamp | null; readonly element: Json }
  | { readonly kind: 'delete'; readonly id: Stamp };

export const EMPTY_RGA: Rga = [];

/** What a replica tells the others that inserts so that the element is the `place`th, from 0; at the end if beyond. */
export function insertionInto(list: Rga, place: number, element: Json, id: Stamp): RgaOperation {
  const visible = list.filter(({ deleted }) => !deleted);
  const after = place <= 0 ? null : (visible[Math.min(place, visible.length) - 1]?.id ?? null);
  return { kind: 'insert', id, after, element };
}

/** What a replica tells the others that deletes the first such element; `undefined` if there is none. */
export function deletionFrom(list: Rga, element: Json): RgaOperation | undefined {
  const text = JSON.stringify(element);
  const cell = list.find((each) => !each.deleted && JSON.stringify(each.element) === text);
  return cell && { kind: 'delete', id: cell.id };
}

/** The list after an operation, its own or another replica's, each of them once and in causal order. */
export function applyToRga(list: Rga, operation: RgaOperation): Rga {
  if (operation.kind === 'delete') {
    const at = placeOf(list, operation.id);
    return [...list.slice(0, at), { ...list[at]!, deleted: true }, ...list.slice(at + 1)];
  }
  const { id, after, element } = operation;
  let at = after === null ? 0 : placeOf(list, after) + 1;
  // Later ones that follow the same cell, and whatever follows those, stand before it.
  while (at < list.length && isLater(list[at]!.id, id)) at += 1;
  return [...list.slice(0, at), { id, element, deleted: false }, ...list.slice(at)];
}

export const elementsOfRga = (list: Rga): readonly Json[] =>
  list.filter(({ deleted }) => !deleted).map(({ element }) => element);

/** Most operations are about what is near the end. */
function placeOf(list: Rga, { time, origin, number }: Stamp): number {
  const at = list.findLastIndex(({ id }) => id.time === time && id.origin === origin && id.number === number);
  if (at === -1) throw new RangeError(`no cell ${time}/${origin}/${number}: operations out of causal order`);
  return at;
}
