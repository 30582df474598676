/**
 * What replicas hold at the end, value by value, wherever it stands in their contents. Knows no model and no history.
 */
import type { Json } from '../../observe/history.js';
import type { ContentsRecord } from '../../observe/run-record.js';
import { jsonKey } from '../objects/value.js';

/** Whether somebody holds a value; `undefined` where nobody looked, or one that was down may hold it, too. */
export function heldAtEnd(contents: ContentsRecord | undefined): ((value: Json) => boolean) | undefined {
  if (contents === undefined) return undefined;
  const { members } = contents;
  const isBlind = members.some(({ last, out }) => last === undefined && out !== 'no replica');
  if (isBlind || members.every(({ last }) => last === undefined)) return undefined;
  const held = new Set<string | number>();
  for (const { last } of members) if (last !== undefined) collect(last, held);
  return (value) => held.has(jsonKey(value));
}

function collect(value: Json, into: Set<string | number>): void {
  into.add(jsonKey(value));
  if (value === null || typeof value !== 'object') return;
  for (const each of Object.values(value as { readonly [name: string]: Json })) collect(each, into);
}
