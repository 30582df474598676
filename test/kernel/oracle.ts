/**
 * High-precision values of the elementary functions, from integer arithmetic alone: what the deterministic math
 * is measured against. Fixed point with 1024 fraction bits on BigInt; slow and plain on purpose.
 *
 * Knows nothing of how the functions under test work.
 */

const BITS = 1024n;
export const ONE = 1n << BITS;

/** The exact value of a finite double. */
export function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const mantissa = exponent === 0n ? fraction : fraction | (1n << 52n);
  const shift = (exponent === 0n ? 1n : exponent) - 1075n + BITS;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return word >> 63n ? -size : size;
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;

/** 2 atanh(s) = 2 (s + s³/3 + …). */
function doubleAtanh(s: bigint): bigint {
  const square = times(s, s);
  let sum = 0n;
  for (let power = s, n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}

const LN2 = doubleAtanh(ONE / 3n);

/** ln of a positive fixed-point value. */
export function oracleLog(x: bigint): bigint {
  let k = 0n;
  while (x >= 2n * ONE) {
    x >>= 1n;
    k++;
  }
  while (x < ONE) {
    x <<= 1n;
    k--;
  }
  return k * LN2 + doubleAtanh(over(x - ONE, x + ONE));
}

/** e^x. */
export function oracleExp(x: bigint): bigint {
  const k = x / LN2;
  const r = x - k * LN2;
  let sum = 0n;
  for (let term = ONE, n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = times(term, r) / n;
  }
  return k >= 0n ? sum << k : sum >> -k;
}

/** ln of a double, for doubles too small for the fixed point as well. */
export function oracleLogOf(x: number): bigint {
  return x < 1e-30 ? oracleLog(fixed(x * 2 ** 900)) - 900n * LN2 : oracleLog(fixed(x));
}

/** 2/sqrt(pi) times the integral of exp(-t²) from 0 to x: e^-x² times a series of positive terms (A & S 7.1.6). */
export function oracleErf(x: bigint): bigint {
  const square = times(x, x);
  let sum = 0n;
  for (let term = x, n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = (times(term, square) * 2n) / (2n * n + 1n);
  }
  return 2n * over(times(sum, oracleExp(-square)), squareRoot(PI));
}

/** Machin: pi = 16 atan(1/5) - 4 atan(1/239). */
const PI = 16n * inverseAtan(5n) - 4n * inverseAtan(239n);

function inverseAtan(q: bigint): bigint {
  let sum = 0n;
  for (let power = ONE / q, n = 1n, sign = 1n; power !== 0n; n += 2n, sign = -sign) {
    sum += (sign * power) / n;
    power /= q * q;
  }
  return sum;
}

export function squareRoot(x: bigint): bigint {
  const target = x << BITS;
  let root = 1n << (BigInt(target.toString(2).length + 1) / 2n);
  for (;;) {
    const next = (root + target / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** P(k, x) for a whole k: 1 - e^-x (1 + x + … + x^(k-1)/(k-1)!). */
export function oracleErlang(k: number, x: bigint): bigint {
  let sum = 0n;
  let term = ONE;
  for (let j = 1n; j <= BigInt(k); j++) {
    sum += term;
    term = times(term, x) / j;
  }
  return ONE - times(sum, oracleExp(-x));
}

/** The distance between neighbouring doubles at `x`, as a fixed-point value. */
function spacing(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return fixed(view.getFloat64(0)) - fixed(Math.abs(x));
}

/** How far `actual` is from `exact`, in units in the last place of `actual`. */
export function ulpError(actual: number, exact: bigint): number {
  const error = fixed(actual) - exact;
  return Number(((error < 0n ? -error : error) * 1_000_000n) / spacing(actual)) / 1e6;
}
