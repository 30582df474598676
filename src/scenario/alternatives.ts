/**
 * Named alternatives: several settings under one name, listed in `sweep:` below a word of their own.
 *
 *     sweep:
 *       mode:
 *         synchronous: { nodes.db.params.replication: sync }
 *         quorum: { nodes.db.model: replication/leaderless, nodes.db.params: { r: 2, w: 2 } }
 *
 * `mode=quorum` is then a setting like any other, wherever settings may stand. Knows documents; what the settings
 * mean is the parser's business.
 */
import type { Entry, FoundProblem, Node } from './document.js';
import { isNull, received } from './door.js';
import { didYouMean, oneOf } from './suggest.js';

export type Choice =
  | { readonly ok: true; readonly settings: readonly Entry[] }
  | { readonly ok: false; readonly problem: FoundProblem };

/** What a name stands for; `undefined` if the file has no alternatives under this word. */
export function chosenAlternative(root: Node, word: string, name: Node): Choice | undefined {
  const alternatives = entryOf(entryOf(root, 'sweep'), word);
  if (alternatives?.kind !== 'map') return undefined;
  const names = alternatives.entries.map(({ key }) => key);
  const text = name.kind === 'scalar' ? name.text : '';
  const chosen = alternatives.entries.find(({ key }) => key === text);
  if (chosen !== undefined) return { ok: true, settings: settingsOf(chosen.value) };
  const expected = `an alternative: ${oneOf(names, names.length)}`;
  const hint = text === '' ? undefined : didYouMean(text, names);
  const problem = { offset: name.offset, expected, received: received(name), hint };
  return { ok: false, problem };
}

/** Paths with their values; none if it is no map, which is told where the section is read. */
export const settingsOf = (alternative: Node): readonly Entry[] =>
  alternative.kind === 'map' ? alternative.entries : [];

/** Nothing is set, so the file stays as it is. */
export const isAlternative = (node: Node): boolean => node.kind === 'map' || isNull(node);

const entryOf = (node: Node | undefined, key: string): Node | undefined =>
  node?.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
