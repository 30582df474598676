/** Lists of seeds as people read them, and the command that runs one again. */

/** Seeds named one by one in a sentence; the rest are counted. */
const NAMED_MAX = 5;

/** `seed 4`, `seeds 1, 4, 7`, `seeds 1, 2, 3, 4, 5 and 15 more`. */
export function seedList(seeds: readonly string[]): string {
  const named = seeds.slice(0, NAMED_MAX).join(', ');
  const rest = seeds.length - NAMED_MAX;
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Options that change what happens in a run. */
export interface Flags {
  readonly shuffleTies?: boolean;
}

/** The command that runs this scenario from this seed on, so many times; safe to paste into a shell. */
export function runCommand(file: string, seed: string, runs: number, { shuffleTies }: Flags = {}): string {
  const shuffled = shuffleTies === true ? ' --shuffle-ties' : '';
  return `foretell run ${quoted(file)} --seed ${quoted(seed)} --runs ${runs}${shuffled}`;
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-')) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
