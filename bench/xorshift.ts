/** Uniform draws in (0, 1) that cost next to nothing, the same for every contender. Not for simulations. */
export function xorshift(): () => number {
  let x = 0x9e3779b9 | 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return ((x >>> 0) + 0.5) / 2 ** 32;
  };
}
