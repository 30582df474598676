/** Whole numbers as people like them: few digits, and the ways down from one to a smaller one. Pure arithmetic. */

/** Digits of a whole number without the zeros at its end: 1 for 200, 3 for 137; 0 for 0. */
export function digitsOf(n: number): number {
  let rest = Math.abs(n);
  if (rest === 0) return 0;
  while (rest % 10 === 0) rest /= 10;
  return String(rest).length;
}

/** The nearest number below or at `n` that has so many digits. */
export function roundedDown(n: number, digits: number): number {
  const unit = unitOf(n, digits);
  return Math.floor(n / unit) * unit;
}

/** The nearest number above or at `n` that has so many digits. */
export function roundedUp(n: number, digits: number): number {
  const unit = unitOf(n, digits);
  return Math.ceil(n / unit) * unit;
}

/** What one of the last digit stands for, if only so many are kept. */
function unitOf(n: number, digits: number): number {
  let unit = 1;
  for (let rest = Math.floor(n / 10); String(rest).length >= digits && rest > 0; rest = Math.floor(rest / 10))
    unit *= 10;
  return unit;
}

/** Counts below `n`, from 1: as a search by halves tries them, the boldest first, `n - 1` last. */
export function* smallerCounts(n: number): Iterable<number> {
  if (n <= 1) return;
  yield 1;
  for (let step = Math.floor(n / 2); step >= 1; step = Math.floor(step / 2)) if (n - step > 1) yield n - step;
}

/** Round lengths below `n`, none below `least`, the boldest first; the last is not much shorter than `n`. */
export function smallerFigures(n: number, least: number): readonly number[] {
  const eighths = [1, 4, 6, 7].map((share) => roundedDown(Math.floor((n / 8) * share), 1));
  const figures = [least, ...eighths, roundedDown(n, 1), roundedDown(n, 2)];
  return [...new Set(figures)].filter((figure) => figure >= least && figure < n);
}
