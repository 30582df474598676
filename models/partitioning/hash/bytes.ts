/**
 * Texts as bytes, and bytes as words: what every hash function begins with.
 *
 * UTF-8 as in RFC 3629; half a surrogate pair becomes U+FFFD, as the Unicode Standard recommends. Little-endian, as
 * the hash functions here want it. Pure functions.
 */
import { type Word, word } from './word.js';

const REPLACEMENT = 0xfffd;

export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[length++] = unit;
      continue;
    }
    let point = unit;
    if (unit >= 0xd800 && unit < 0xe000) {
      point = text.codePointAt(i)!;
      if (point < 0x10000) point = REPLACEMENT;
      else i++;
    }
    if (point < 0x800) bytes[length++] = 0xc0 | (point >> 6);
    else {
      if (point < 0x10000) bytes[length++] = 0xe0 | (point >> 12);
      else {
        bytes[length++] = 0xf0 | (point >> 18);
        bytes[length++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[length++] = 0x80 | (point & 0x3f);
  }
  return bytes.subarray(0, length);
}

/** Four bytes from `at` on; past the end there are zeros. */
export const word32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)) >>>
  0;

/** Eight bytes from `at` on. */
export const word64At = (bytes: Uint8Array, at: number): Word =>
  word(word32At(bytes, at + 4), word32At(bytes, at));
