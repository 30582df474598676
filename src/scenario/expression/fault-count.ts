/** How many faults a hunt draws, as text: `3`, or from `0` to `4` as `0..4`. */
import type { Read } from '../problem.js';
import type { Hunting } from '../scenario.js';

const EXPECTED = 'a number of faults such as 3, or a range such as 0..4';
/** More faults than this are refused: nobody could read such a plan. */
const MOST = 1000;

export function parseFaultCount(text: string): Read<Hunting['faults']> {
  const received = text.trim();
  const fail = (expected: string, hint?: string): Read<Hunting['faults']> => ({
    ok: false,
    problem: { expected, received, hint, offset: 0 },
  });
  const found = /^(\d{1,9})(?:\s*\.\.\s*(\d{1,9}))?$/.exec(received);
  if (found === null) return fail(EXPECTED);
  const min = Number(found[1]);
  const max = Number(found[2] ?? found[1]);
  if (min > max) return fail('the smaller end first', `${max}..${min}`);
  return max <= MOST ? { ok: true, value: { min, max } } : fail(`at most ${MOST} faults`);
}
