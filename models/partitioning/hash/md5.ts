/**
 * MD5: long broken as a signature, still how Ketama places its points.
 *
 * Ronald Rivest, RFC 1321, 1992. Pure functions over bytes.
 */
import { word32At } from './bytes.js';

const BLOCK = 64;
const LENGTH_AT = 56;
/** Four for each round, in turn. */
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** The integer part of 2^32 · |sin(i + 1)|, i = 0 … 63: given as numbers, for engines differ in their sines. */
const SINES = Int32Array.of(
  0xd76aa478,
  0xe8c7b756,
  0x242070db,
  0xc1bdceee,
  0xf57c0faf,
  0x4787c62a,
  0xa8304613,
  0xfd469501,
  0x698098d8,
  0x8b44f7af,
  0xffff5bb1,
  0x895cd7be,
  0x6b901122,
  0xfd987193,
  0xa679438e,
  0x49b40821,
  0xf61e2562,
  0xc040b340,
  0x265e5a51,
  0xe9b6c7aa,
  0xd62f105d,
  0x02441453,
  0xd8a1e681,
  0xe7d3fbc8,
  0x21e1cde6,
  0xc33707d6,
  0xf4d50d87,
  0x455a14ed,
  0xa9e3e905,
  0xfcefa3f8,
  0x676f02d9,
  0x8d2a4c8a,
  0xfffa3942,
  0x8771f681,
  0x6d9d6122,
  0xfde5380c,
  0xa4beea44,
  0x4bdecfa9,
  0xf6bb4b60,
  0xbebfbc70,
  0x289b7ec6,
  0xeaa127fa,
  0xd4ef3085,
  0x04881d05,
  0xd9d4d039,
  0xe6db99e5,
  0x1fa27cf8,
  0xc4ac5665,
  0xf4292244,
  0x432aff97,
  0xab9423a7,
  0xfc93a039,
  0x655b59c3,
  0x8f0ccc92,
  0xffeff47d,
  0x85845dd1,
  0x6fa87e4f,
  0xfe2ce6e0,
  0xa3014314,
  0x4e0811a1,
  0xf7537e82,
  0xbd3af235,
  0x2ad7d2bb,
  0xeb86d391,
);

/** The digest as four little-endian words of 32 bits, in their order. */
export function md5(bytes: Uint8Array): readonly [number, number, number, number] {
  const padded = pad(bytes);
  let a = 0x67452301;
  let b = 0xefcdab89 | 0;
  let c = 0x98badcfe | 0;
  let d = 0x10325476;
  for (let at = 0; at < padded.length; at += BLOCK) {
    const [oldA, oldB, oldC, oldD] = [a, b, c, d];
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      const word = word32At(padded, at + 4 * place(round, step & 15));
      const sum = (a + mixed(round, b, c, d) + SINES[step]! + word) | 0;
      const by = SHIFTS[4 * round + (step & 3)]!;
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << by) | (sum >>> (32 - by)))) | 0;
    }
    a = (a + oldA) | 0;
    b = (b + oldB) | 0;
    c = (c + oldC) | 0;
    d = (d + oldD) | 0;
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

function mixed(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (b & d) | (c & ~d);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
}

/** Which word of its block a step reads. */
function place(round: number, i: number): number {
  if (round === 0) return i;
  if (round === 1) return (5 * i + 1) & 15;
  return round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
}

/** A one, zeros, and the length in bits, up to whole blocks (§3.1, §3.2). */
function pad(bytes: Uint8Array): Uint8Array {
  const blocks = Math.floor((bytes.length + 8) / BLOCK) + 1;
  const padded = new Uint8Array(blocks * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const at = (blocks - 1) * BLOCK + LENGTH_AT;
  const bits = bytes.length * 8;
  for (let i = 0; i < 6; i++)
    padded[at + i] = Math.floor(bits / [1, 256, 65536, 2 ** 24, 2 ** 32, 2 ** 40][i]!);
  return padded;
}
