/**
 * Lists in a single order: every answer shows where it stands, so what must come before what can be read off.
 *
 * Elements come in the order of the longest answer; an answer comes after the last element that it shows and before
 * the next; what no answer shows comes after the longest. Without a circle any order that keeps all that is right,
 * so this decides. Knows no search.
 */

import { type Lanes, type Link, withSilentLanes } from '../causes/lanes.js';
import type { ListAnswers } from '../causes/lists.js';
import { NONE } from '../sessions/history.js';

/** `undefined` where values do not tell elements apart. There must be no answer that is not as the others. */
export function linksOfLists({
  history,
  lists,
  lanes,
  written,
  length,
  rank,
}: ListAnswers): { readonly lanes: Lanes; readonly links: readonly Link[] } | undefined {
  const { operations, key, writes } = history;
  if (lists.longest.some((longest) => longest?.elements.includes(NONE))) return undefined;
  if (operations.some(({ f, outcome }, i) => f === 'append' && outcome === 'ok' && writes[i] === 0))
    return undefined;
  const links: Link[] = [];
  const forced = (from: number, to: number) => links.push({ from, to, forced: true });
  for (const longest of lists.longest)
    longest?.elements.forEach((element, i, all) => {
      if (i > 0) forced(all[i - 1]!, element);
    });
  // Of each key a node after all answers that show everything, and before whatever none of them shows.
  const after = (k: number) => lanes.nodes + k;
  for (let i = 0; i < operations.length; i++) {
    const longest = lists.longest[key[i]!]?.elements;
    if (length[i] === NONE || longest === undefined) continue;
    if (length[i]! > 0) links.push({ from: longest[length[i]! - 1]!, to: i });
    forced(i, longest[length[i]!] ?? after(key[i]!));
  }
  for (const [k, own] of written.entries())
    for (const { operations: appends } of own)
      for (const append of appends) if (rank[append] === Infinity) forced(after(k), append);
  return {
    lanes: withSilentLanes(
      lanes,
      written.map(() => 1),
    ),
    links,
  };
}
