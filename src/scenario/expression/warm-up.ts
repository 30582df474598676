/** When a run has warmed up, as text: `5s`, `1000 operations`, `mser-5`. */
import type { Instant } from '../../kernel/time.js';
import { parseQuantity } from '../../model/quantity.js';
import type { Read } from '../problem.js';
import type { WarmUpBy } from '../scenario.js';
import { didYouMean } from '../suggest.js';

export interface WarmUp {
  /** 0 where the run finds it. */
  readonly at: Instant;
  readonly by: WarmUpBy;
}

const EXPECTED = 'a duration such as 5s, a number of operations such as 1000 operations, or mser-5';

export function parseWarmUp(text: string): Read<WarmUp> {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'mser-5')
    return { ok: true, value: { at: 0, by: { kind: 'mser-5', found: 'not yet' } } };
  const words = /^(\d{1,15}) operations?$/.exec(trimmed);
  if (words !== null)
    return {
      ok: true,
      value: { at: 0, by: { kind: 'operations', count: Number(words[1]), found: 'not yet' } },
    };
  const read = parseQuantity('duration', trimmed);
  if (read.ok) return { ok: true, value: { at: read.value, by: { kind: 'time' } } };
  const hint = /^\d+$/.test(trimmed)
    ? `${trimmed} operations, or ${trimmed}s?`
    : (didYouMean(trimmed.toLowerCase(), ['mser-5']) ?? read.problem.hint);
  return { ok: false, problem: { expected: EXPECTED, received: trimmed, hint, offset: 0 } };
}
