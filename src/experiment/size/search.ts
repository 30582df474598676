/**
 * The search for a size: the smallest or the largest value that meets, among the values of a range.
 *
 * Looks at both ends first (or doubles from the lower one where the upper end is only a limit), then halves the
 * range until the answer and the next cheaper value are neighbours: whole numbers that differ by one, quantities
 * within the precision. A value of which it could not be told counts as one that does not meet. At the end it looks
 * once well below and once well above, since a response that goes up and down again would fool it. Knows numbers
 * and verdicts, and nothing of what is judged or how.
 */
import { invariant } from '../../kernel/invariant.js';

export type Told = 'meets' | 'fails' | 'undecided';

/** The cheapest value is the smallest one of `smallest`, the largest one of `largest`. */
export type Goal = 'smallest' | 'largest';

export interface Range {
  readonly from: number;
  readonly to: number;
  /** Only whole numbers are values. */
  readonly whole: boolean;
  /** Quantities are neighbours if they differ by no more than this share. */
  readonly precision: number;
  /** The upper end is only a limit, and may be far more than anybody needs. */
  readonly open: boolean;
}

export interface Found {
  readonly goal: Goal;
  /** `null` if no value meets. */
  readonly answer: number | null;
  /** `null` if there is none in the range. */
  readonly nextCheaper: number | null;
}

/** More values than this are not tried: halving takes fewer. */
const MOST_TRIES = 200;

/**
 * Yields the next value to judge, and is told the verdict; a value is asked for once.
 *
 * @param goal by what the ends say if it is left out
 * @param byDefault the goal where every value meets
 */
export function* searchSize(
  range: Range,
  goal: Goal | undefined,
  byDefault: Goal,
): Generator<number, Found, Told> {
  const known = new Map<number, Told>();
  function* ask(value: number): Generator<number, Told, Told> {
    invariant(known.size < MOST_TRIES, 'halving a range comes to an end');
    const told = known.get(value) ?? (yield value);
    known.set(value, told);
    return told;
  }
  const wanted = goal ?? (yield* goalOf(range, ask, byDefault));
  const found = wanted === 'smallest' ? yield* smallest(range, ask) : yield* largest(range, ask);
  if (found.answer !== null) yield* lookAround(range, ask, found);
  return found;
}

type Ask = (value: number) => Generator<number, Told, Told>;

/** Both ends; with an open range, each value twice the one before. */
function* ladder({ from, to, open }: Range): Generator<number, void, void> {
  for (let value = from; value < to; value = open ? value * 2 : to) yield value;
  yield to;
}

/** Whether more of it helps or harms, by the first values that are told apart. */
function* goalOf(range: Range, ask: Ask, byDefault: Goal): Generator<number, Goal, Told> {
  let first: Told = 'undecided';
  for (const value of ladder(range)) {
    const told = yield* ask(value);
    if (first === 'meets' && told !== 'meets') return 'largest';
    if (first === 'fails' && told === 'meets') return 'smallest';
    if (first === 'undecided') first = told;
  }
  return first === 'fails' ? 'smallest' : byDefault;
}

function* smallest(range: Range, ask: Ask): Generator<number, Found, Told> {
  let below: number | null = null;
  let answer: number | null = null;
  for (const value of ladder(range)) {
    if ((yield* ask(value)) === 'meets') {
      answer = value;
      break;
    }
    below = value;
  }
  while (answer !== null && below !== null) {
    const middle = between(range, below, answer);
    if (middle === undefined) break;
    if ((yield* ask(middle)) === 'meets') answer = middle;
    else below = middle;
  }
  return { goal: 'smallest', answer, nextCheaper: answer === null ? null : below };
}

function* largest(range: Range, ask: Ask): Generator<number, Found, Told> {
  let answer: number | null = null;
  let above: number | null = null;
  for (const value of ladder(range)) {
    const told = yield* ask(value);
    if (told === 'meets') [answer, above] = [value, null];
    else if (answer !== null || (told === 'fails' && range.open)) {
      above = value;
      break;
    } else above = value;
  }
  // Nothing that was looked at met, but what lies between the lower end and what fails may.
  let low = answer ?? ((yield* ask(range.from)) === 'fails' ? null : range.from);
  while (low !== null && above !== null) {
    const middle = between(range, low, above);
    if (middle === undefined) break;
    const told = yield* ask(middle);
    if (told === 'meets') [low, answer] = [middle, middle];
    else above = middle;
  }
  return { goal: 'largest', answer, nextCheaper: answer === null ? null : above };
}

/** Looks once more on either side, well away from the answer, for whoever compares what was tried. */
function* lookAround(
  range: Range,
  ask: Ask,
  { goal, answer, nextCheaper }: Found,
): Generator<number, void, Told> {
  const { from, to, open } = range;
  const [low, high] = goal === 'smallest' ? [nextCheaper, answer] : [answer, nextCheaper];
  const far = (value: number) => (open ? Math.min(to, value * WIDE) : to);
  const probes = [
    low === null ? undefined : between(range, from, low),
    high === null ? undefined : between(range, high, far(high)),
  ];
  for (const probe of probes) if (probe !== undefined) yield* ask(probe);
}

/** From this ratio on, the middle of a range is where it is so many times one end as the other is of it. */
const WIDE = 4;

/** A value strictly between two that are not neighbours. */
function between({ whole, precision }: Range, low: number, high: number): number | undefined {
  if (low >= high) return undefined;
  const middle = low > 0 && high / low > WIDE ? Math.sqrt(low * high) : (low + high) / 2;
  if (whole) return high - low <= 1 ? undefined : Math.min(high - 1, Math.max(low + 1, Math.round(middle)));
  if (high - low <= precision * Math.abs(high)) return undefined;
  return roundest(middle, (Math.min(middle - low, high - middle) * 2) / 3);
}

/** The number of fewest digits within `slack` of a value. */
function roundest(value: number, slack: number): number {
  for (let digits = 1; digits <= 15; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.abs(rounded - value) <= slack) return rounded;
  }
  return value;
}

/** A cheaper value that meets while a dearer one does not, among those tried; the closest such pair. */
export function contradiction(
  goal: Goal,
  tried: readonly { readonly number: number; readonly verdict: Told }[],
): { readonly meets: number; readonly fails: number } | undefined {
  const cheapestFirst = tried.toSorted((a, b) =>
    goal === 'smallest' ? a.number - b.number : b.number - a.number,
  );
  for (const [i, { number: fails, verdict }] of cheapestFirst.entries()) {
    if (verdict !== 'fails') continue;
    const meeting = cheapestFirst.slice(0, i).findLast((each) => each.verdict === 'meets');
    if (meeting !== undefined) return { meets: meeting.number, fails };
  }
  return undefined;
}
