/** Lists of seeds as people read them, and the command that runs one again. */

/** Seeds named one by one in a sentence; the rest are counted. */
const NAMED_MAX = 5;

/** `seed 4`, `seeds 1, 4, 7`, `seeds 1, 2, 3, 4, 5 and 15 more`. */
export function seedList(seeds: readonly string[]): string {
  const named = seeds.slice(0, NAMED_MAX).join(', ');
  const rest = seeds.length - NAMED_MAX;
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The command that runs this scenario with this seed once, safe to paste into a shell. */
export function replayCommand(file: string, seed: string): string {
  return `foretell run ${quoted(file)} --seed ${quoted(seed)} --runs 1`;
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-')) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
