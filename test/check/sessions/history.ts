/** Small histories as text: one operation a line, each over before the next begins. */
import type { Json, Operation, Outcome } from '../../../src/observe/history.js';

const NAMES: Readonly<Record<string, string>> = { w: 'write', r: 'read', c: 'cas', a: 'append' };

/**
 * `A w x 1`: session A writes 1 under x. `A r x 1`: it reads 1; `-` is nothing. `A c x 1 2`: it puts 2 in the place
 * of 1. `A a x 1`, `A r x [1,2]`: lists. `?` behind it: never answered; `!`: failed; `@n1`: who answered.
 */
export function history(...lines: readonly string[]): readonly Operation[] {
  return lines.map((line, id) => {
    const [process, f, key, ...rest] = line.split(' ');
    const node = rest.find((word) => word.startsWith('@'))?.slice(1);
    const outcome: Outcome = rest.includes('?') ? 'info' : rest.includes('!') ? 'fail' : 'ok';
    const values = rest
      .filter((word) => !/^[@?!]/.test(word))
      .map((word) => (word === '-' ? null : (JSON.parse(word) as Json)));
    const value = f === 'c' ? values : (values[0] ?? null);
    return {
      id,
      process: process!,
      f: NAMES[f!]!,
      key: key!,
      input: f === 'r' ? null : value,
      output: outcome === 'ok' ? value : null,
      outcome,
      start: 2 * id,
      end: outcome === 'info' ? Infinity : 2 * id + 1,
      invokedAt: 0,
      completedAt: outcome === 'info' ? undefined : 0,
      ...(node === undefined ? {} : { node }),
    };
  });
}
