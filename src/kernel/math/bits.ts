/**
 * The words of a double, and exact scaling by powers of two: what every kernel here reduces arguments with.
 *
 * Knows no function of analysis.
 * The arrays are scratch or constant: a value is written and read back within one call, nothing is remembered.
 */

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

/** Index of the word that holds sign, exponent and 20 bits of fraction; depends on the byte order. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Sign, biased exponent and the first 20 bits of the fraction of `x`, as an int32. */
export function highWord(x: number): number {
  scratch[0] = x;
  return words[HIGH]!;
}

const EXPONENT_MIN = -1074;
const EXPONENT_MAX = 1023;

/**
 * 2^k for every k that has one, at index `k - EXPONENT_MIN`.
 * Multiplying by an entry beats patching an exponent in memory: a double read back from two halves that were
 * just written waits for both stores.
 */
const powersOfTwo = new Float64Array(EXPONENT_MAX - EXPONENT_MIN + 1);
for (let k = 0, up = 1; k <= EXPONENT_MAX; k++, up *= 2) powersOfTwo[k - EXPONENT_MIN] = up;
for (let k = 0, down = 1; k >= EXPONENT_MIN; k--, down /= 2) powersOfTwo[k - EXPONENT_MIN] = down;

/** 2^k, for -1074 <= k <= 1023. */
export function powerOfTwo(k: number): number {
  return powersOfTwo[k - EXPONENT_MIN]!;
}

/** x · 2^k for an integer |k| <= 2046; rounds (twice at worst) only where the result is subnormal. */
export function scale(x: number, k: number): number {
  if (k >= -1022 && k <= EXPONENT_MAX) return x * powerOfTwo(k);
  if (k > 0) return x * powerOfTwo(EXPONENT_MAX) * powerOfTwo(k - EXPONENT_MAX);
  return x * powerOfTwo(k < -1969 ? -1022 : k + 947) * powerOfTwo(k < -1969 ? EXPONENT_MIN : -947);
}

/** The 26 leading bits of `x` (Veltkamp's split), so that the product of two heads is exact; |x| < 2^990. */
export function head(x: number): number {
  const spread = 134217729 * x; // 2^27 + 1
  return spread - (spread - x);
}
