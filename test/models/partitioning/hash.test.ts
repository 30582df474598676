/** Hash functions against what their authors and others published, and against other implementations. */
import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../models/partitioning/hash/bytes.js';
import { crc32 } from '../../../models/partitioning/hash/crc32.js';
import { fnv1a32, fnv1a64 } from '../../../models/partitioning/hash/fnv.js';
import { md5 } from '../../../models/partitioning/hash/md5.js';
import { murmur3x32, murmur3x128 } from '../../../models/partitioning/hash/murmur3.js';
import { register } from '../../../models/partitioning/hash/register.js';
import type { Word } from '../../../models/partitioning/hash/word.js';
import { xxh64 } from '../../../models/partitioning/hash/xxh64.js';
import { HASHES } from '../../../models/partitioning/hash.js';

const FOX = 'The quick brown fox jumps over the lazy dog';
const hex32 = (x: number) => x.toString(16).padStart(8, '0');
const hex64 = ({ high, low }: Word) => hex32(high) + hex32(low);
const littleEndian = (x: number) => hex32(x).match(/../g)!.reverse().join('');

// RFC 1321, A.5.
test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
  ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
])('md5 of %j', (text, digest) => {
  expect(md5(utf8(text)).map(littleEndian).join('')).toBe(digest);
  expect(hex64(HASHES.md5.hash(text))).toBe(digest.slice(0, 16));
});

// SMHasher's own, and those that implementations share.
test.each([
  ['', 0, '00000000'],
  ['', 1, '514e28b7'],
  ['', 0xffffffff, '81f16f39'],
  ['\0\0\0\0', 0, '2362f9de'],
  ['aaaa', 0x9747b28c, '5a97808a'],
  ['aaa', 0x9747b28c, '283e0130'],
  ['aa', 0x9747b28c, '5d211726'],
  ['a', 0x9747b28c, '7fa09ea6'],
  ['Hello, world!', 0x9747b28c, '24884cba'],
  ['ππππππππ', 0x9747b28c, 'd58063c1'],
  [FOX, 0x9747b28c, '2fa826cd'],
])('murmur3-32 of %j with seed %i', (text, seed, expected) => {
  expect(hex32(murmur3x32(utf8(text), seed))).toBe(expected);
});

test.each([
  ['', '00000000000000000000000000000000'],
  ['hello', 'cbd8a7b341bd9b025b1e906a48ae1d19'],
  [FOX, 'e34bbc7bbc071b6c7a433ca9c49a9347'],
  ['The quick brown fox jumps over the lazy cog', '658ca970ff85269a43fee3eaa68e5c3e'],
])('murmur3-128 of %j', (text, expected) => {
  expect(murmur3x128(utf8(text)).map(hex64).join('')).toBe(expected);
});

/** SMHasher's verification: keys 0, 01, 012, … hashed with seeds 256, 255, …, and their hashes hashed. */
function verification(bytes: number, hash: (key: Uint8Array, seed: number) => Uint8Array): string {
  const all = new Uint8Array(bytes * 256);
  for (let i = 0; i < 256; i++)
    all.set(
      hash(
        Uint8Array.from({ length: i }, (_, j) => j),
        256 - i,
      ),
      i * bytes,
    );
  return littleEndian(Number(`0x${Buffer.from(hash(all, 0)).toString('hex').slice(0, 8)}`));
}
const bytesOf = (...words: readonly number[]) =>
  Uint8Array.from(words.flatMap((x) => [x, x >>> 8, x >>> 16, x >>> 24]));
const bytesOf64 = (...words: readonly Word[]) => bytesOf(...words.flatMap(({ high, low }) => [low, high]));

// SMHasher, main.cpp: the codes by which its table tells the functions.
test('SMHasher’s verification codes', () => {
  expect(verification(4, (key, seed) => bytesOf(murmur3x32(key, seed)))).toBe('b0f57ee3');
  expect(verification(16, (key, seed) => bytesOf64(...murmur3x128(key, seed)))).toBe('6384ba69');
  expect(verification(8, (key, seed) => bytesOf64(xxh64(key, register(0, seed))))).toBe('024b7cf4');
});

test.each([
  ['', 0, 'ef46db3751d8e999'],
  ['a', 0, 'd24ec4f1a98c6e5b'],
  ['abc', 0, '44bc2cf5ad770999'],
  ['xxhash', 0, '32dd38952c4bc720'],
  ['xxhash', 20141025, 'b559b98d844e0635'],
  ['Nobody inspects the spammish repetition', 0, 'fbcea83c8a378bf1'],
])('xxh64 of %j with seed %i', (text, seed, expected) => {
  expect(hex64(xxh64(utf8(text), register(0, seed)))).toBe(expected);
});

// xxHash's own sanity check: bytes from a multiplicative generator, with seeds 0 and 2654435761.
test.each([
  [0, 'ef46db3751d8e999', 'ac75fda2929b17ef'],
  [1, 'e934a84adb052768', '5014607643a9b4c3'],
  [14, '8282dcc4994e35c8', 'c3bd6bf63deb6df0'],
  [222, 'b641ae8cb691c174', '20cb8ab7ae10c14a'],
])('xxh64 of %i bytes', (length, unseeded, seeded) => {
  let state = 2654435761n;
  const bytes = Uint8Array.from({ length }, () => {
    const byte = Number(state >> 56n);
    state = BigInt.asUintN(64, state * 11400714785074694797n);
    return byte;
  });
  expect(hex64(xxh64(bytes))).toBe(unseeded);
  expect(hex64(xxh64(bytes, register(0, 2654435761)))).toBe(seeded);
});

// From the README of python-xxhash; a seed has 64 bits.
test.each([
  [register(0, 0), 'd4cb0a70a2b8c7c1'],
  [register(0, 1), 'ce5087f12470d961'],
  [register(0xffffffff, 0xffffffff), '5d714af8fd50e4af'],
])('xxh64 with seed %j', (seed, expected) => {
  expect(hex64(xxh64(utf8('I want an unsigned 64-bit seed!'), seed))).toBe(expected);
});

// RFC 9923, appendix C; Noll's table.
test.each([
  ['', '811c9dc5', 'cbf29ce484222325'],
  ['a', 'e40c292c', 'af63dc4c8601ec8c'],
  ['foobar', 'bf9cf968', '85944171f73967e8'],
])('fnv-1a of %j', (text, of32, of64) => {
  expect(hex32(fnv1a32(utf8(text)))).toBe(of32);
  expect(hex64(fnv1a64(utf8(text)))).toBe(of64);
});

// The check value that every catalogue of CRCs gives.
test('crc32 of 123456789', () => {
  expect(hex32(crc32(utf8('123456789')))).toBe('cbf43926');
  expect(hex32(crc32(utf8(FOX)))).toBe('414fa339');
});

describe('against other implementations', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 200 });
  test('utf-8, md5 and crc32', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
        expect(md5(utf8(text)).map(littleEndian).join('')).toBe(createHash('md5').update(text).digest('hex'));
        expect(crc32(utf8(text))).toBe(zlibCrc32(text));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
  test('half a surrogate pair', () => {
    for (const text of ['\ud800', 'a\udc00b', '\ud83d\ud83d\ude00'])
      expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
  });
});
