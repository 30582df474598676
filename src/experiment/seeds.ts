/** Lists of seeds as people read them, and the command that runs one again. */

/** Seeds in order, all different, made when they are asked for. A list is one. */
export interface Seeds {
  readonly length: number;
  at(index: number): string | undefined;
}

/** The seed of the i-th run, from 0: a whole number counts up, any other text gets `/2`, `/3`, … */
export function seedAt(first: string, index: number): string {
  if (index === 0) return first;
  return /^\d{1,15}$/.test(first) ? String(Number(first) + index) : `${first}/${index + 1}`;
}

/** Which run of those from `first` on this is the seed of, from 0; -1 if of none. The inverse of {@link seedAt}. */
export function seedIndex(first: string, seed: string): number {
  const index = /^\d{1,15}$/.test(first)
    ? Number(seed) - Number(first)
    : Number(seed.slice(first.length + 1) || 1) - 1;
  return index >= 0 && Number.isSafeInteger(index) && seedAt(first, index) === seed ? index : -1;
}

/** Every `of`-th of so many seeds, beginning with number `shard`, from 1. */
export function shardOf(first: string, count: number, shard = 1, of = 1): Seeds {
  const length = Math.max(0, Math.ceil((count - (shard - 1)) / of));
  const at = (index: number) =>
    index < 0 || index >= length ? undefined : seedAt(first, shard - 1 + index * of);
  return { length, at };
}

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
  /** As given: `nodes.db.count=3`. */
  readonly settings?: readonly string[];
}

/** The command that runs this scenario from this seed on, so many times; safe to paste into a shell. */
export function runCommand(file: string, seed: string, runs: number, flags: Flags = {}): string {
  return `foretell run ${quoted(file)} --seed ${quoted(seed)} --runs ${runs}${flagsText(flags)}`;
}

/** The flags as words behind a command, each with a space before it. */
export function flagsText({ shuffleTies, settings = [] }: Flags): string {
  const set = settings.map((setting) => ` --set ${quoted(setting)}`).join('');
  return `${set}${shuffleTies === true ? ' --shuffle-ties' : ''}`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-')) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
