/** Small random histories of registers and lists, most of which no store would show. */
import type { Json, Operation } from '../../../src/observe/history.js';
import type { Random } from '../atomic.js';

/** Operations of two or three sessions in a row; reads are answered with anything that was written before. */
export function randomHistory(random: Random, isList: boolean): Operation[] {
  const keys = 1 + random(2);
  const sessions = 2 + random(2);
  const written: number[][] = [[], []];
  let writes = 0;
  return Array.from({ length: 4 + random(6) }, (_, id): Operation => {
    const key = random(keys);
    const known = written[key]!;
    const any = (): Json => (random(4) === 0 ? null : (known[random(known.length + 1)] ?? null));
    const wanted =
      random(2) === 0 && writes < 5 ? (isList ? 'append' : random(3) === 0 ? 'cas' : 'write') : 'read';
    const outcome = random(8) === 0 ? 'info' : 'ok';
    let input: Json = null;
    let output: Json = null;
    if (wanted === 'read') output = isList ? answer(known, random) : any();
    else {
      writes++;
      input = wanted === 'cas' ? [any(), id + 1] : id + 1;
      known.push(id + 1);
    }
    const end = outcome === 'info' ? Infinity : 2 * id + 1;
    const times = { start: 2 * id, end, invokedAt: id, completedAt: undefined };
    return {
      id,
      process: random(sessions),
      f: wanted,
      key,
      input,
      output: outcome === 'ok' ? output : null,
      outcome,
      ...times,
    };
  });
}

/** Most of what there is, most often in order. */
function answer(known: readonly number[], random: Random): Json {
  const some = known.filter(() => random(5) > 0);
  return random(6) === 0 ? some.reverse() : some;
}
