/**
 * A rolling digest of what happened, 64 bits in two lanes.
 *
 * Equal runs have equal digests; different ones differ but for an accident of one in 2^64. It is a
 * fingerprint, not a cryptographic hash. Multiply, rotate and add on 32-bit integers: the same everywhere.
 */
import { invariant } from './invariant.js';
import type { Json } from './json.js';

const LANE_1 = 0x85ebca6b;
const LANE_2 = 0xc2b2ae35;
const HIGH = 0x9e3779b1;
/** Exact, and faster than a division. */
const TWO_MINUS_32 = 1 / 4294967296;

/** Bit patterns of doubles; scratch space of `number` alone. */
const scratchDouble = new Float64Array(1);
const scratchWords = new Int32Array(scratchDouble.buffer);

/** Kept a class so that the two lanes stay unboxed fields on the hottest path. */
export class Digest {
  private lane1 = 0x243f6a88;
  private lane2 = 0x13198a2e;

  /** Mixes in one 32-bit integer. */
  word(x: number): void {
    const a = Math.imul(this.lane1 ^ x, LANE_1);
    const b = Math.imul(this.lane2 + x, LANE_2);
    this.lane1 = (a << 13) | (a >>> 19);
    this.lane2 = (b << 17) | (b >>> 15);
  }

  /** Mixes in an event: when, and three integers that say what. Faster than four words. */
  event(at: number, what: number, a: number, b: number): void {
    const x = ((at | 0) + Math.imul((at * TWO_MINUS_32) | 0, HIGH)) | 0;
    const y = (Math.imul(a, 0x27d4eb2f) + Math.imul(b, 0x165667b1) + what) | 0;
    const p = Math.imul(this.lane1 ^ x, LANE_1);
    const q = Math.imul(this.lane2 ^ y, LANE_2);
    this.lane1 = (((p << 13) | (p >>> 19)) + y) | 0;
    this.lane2 = (((q << 17) | (q >>> 15)) + x) | 0;
  }

  /** Mixes in a double, by its bits. */
  number(x: number): void {
    scratchDouble[0] = Number.isNaN(x) ? 0 : x; // engines differ in the bits of NaN
    this.word(scratchWords[0]!);
    this.word(scratchWords[1]!);
  }

  /** Mixes in a text, by its length and UTF-16 units. */
  text(s: string): void {
    this.word(s.length);
    for (let i = 0; i < s.length; i++) this.word(s.charCodeAt(i));
  }

  /** Mixes in a JSON value, by structure. Object keys count in the order they were written. */
  json(value: Json | undefined): void {
    if (value === null || value === undefined) this.word(1);
    else if (typeof value === 'number') {
      this.word(2);
      this.number(value);
    } else if (typeof value === 'string') {
      this.word(3);
      this.text(value);
    } else if (typeof value === 'boolean') this.word(value ? 5 : 4);
    else if (Array.isArray(value)) {
      this.word(6);
      this.word(value.length);
      for (const item of value) this.json(item);
    } else this.object(value as { readonly [key: string]: Json });
  }

  private object(value: { readonly [key: string]: Json }): void {
    const keys = Object.keys(value);
    this.word(7);
    this.word(keys.length);
    for (const key of keys) {
      this.text(key);
      this.json(value[key]);
    }
  }

  /** 32 bits of it, at the price of nothing: enough to see where two digests part. */
  glance(): number {
    return this.lane1 ^ Math.imul(this.lane2, HIGH);
  }

  /** 16 hex digits. Mixing may go on afterwards. */
  hex(): string {
    const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, '0');
    return hex(finish(this.lane1 ^ Math.imul(this.lane2, HIGH))) + hex(finish(this.lane2));
  }
}

/** A fresh digest, equal to every other fresh one. */
export const createDigest = (): Digest => new Digest();

/** The digest of several digests, in this order. */
export function combineDigests(hexes: readonly string[]): string {
  const digest = createDigest();
  for (const hex of hexes) {
    invariant(/^[0-9a-f]{16}$/.test(hex), `a digest has 16 hex digits, not "${hex}"`);
    digest.word(Number.parseInt(hex.slice(0, 8), 16) | 0);
    digest.word(Number.parseInt(hex.slice(8), 16) | 0);
  }
  return digest.hex();
}

/**
 * The digest of several digests in whatever order: their sum modulo 2^64. Those of parts add up to that of the whole,
 * and a digest that is to count in its place must have been mixed with it.
 */
export function sumDigests(hexes: readonly string[]): string {
  let sum = 0n;
  for (const hex of hexes) {
    invariant(/^[0-9a-f]{16}$/.test(hex), `a digest has 16 hex digits, not "${hex}"`);
    sum = BigInt.asUintN(64, sum + BigInt(`0x${hex}`));
  }
  return sum.toString(16).padStart(16, '0');
}

/** Spreads every bit over the word (the finaliser of MurmurHash3). */
function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), LANE_1);
  h = Math.imul(h ^ (h >>> 13), LANE_2);
  return h ^ (h >>> 16);
}
