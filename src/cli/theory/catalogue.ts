/**
 * All theories by name: finding the one that is meant.
 *
 * Knows no formula.
 */
import { didYouMean } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';
import type { Definition } from './definition.js';
import { DISCIPLINES } from './disciplines.js';
import { NETWORKS } from './networks.js';
import { QUORUMS } from './quorums.js';
import { SINGLE_STATION } from './single-station.js';

export const CATALOGUE: readonly Definition[] = [...SINGLE_STATION, ...DISCIPLINES, ...NETWORKS, ...QUORUMS];

export interface Found {
  readonly definition: Definition;
  /** What the name itself says: `M/M/3` has three servers. */
  readonly given: ReadonlyMap<string, string>;
}

/** The theory of this name, an alias of it or a form of it in Kendall's notation. */
export function findTheory(word: string): Found {
  const lower = word.toLowerCase();
  const named = CATALOGUE.find(({ name, aliases }) =>
    [name, ...aliases].some((each) => each.toLowerCase() === lower),
  );
  if (named !== undefined) return { definition: named, given: new Map() };
  for (const definition of CATALOGUE) {
    const match = definition.kendall?.exec(word);
    if (match === null || match === undefined) continue;
    const groups = Object.entries(match.groups ?? {});
    return { definition, given: new Map(groups.filter(([, text]) => /^(\d+|inf)$/i.test(text ?? ''))) };
  }
  const names = CATALOGUE.flatMap(({ name, aliases }) => [name, ...aliases]);
  const meant = didYouMean(word, names);
  throw new UsageError(`there is no theory "${word}"; ${meant ?? '`foretell theory` lists what there is'}`);
}
