/**
 * Texts as bytes, and bytes as words: what every hash function begins with.
 *
 * UTF-8 as in RFC 3629; half a surrogate pair becomes U+FFFD, as the Unicode Standard recommends. Little-endian, as
 * the hash functions here want it. Pure functions.
 */
const REPLACEMENT = 0xfffd;

export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return encoded(text);
    bytes[i] = unit;
  }
  return bytes;
}

/** The same for texts that are not only ASCII. */
function encoded(text: string): Uint8Array {
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

/** Four bytes from `at` on, as a signed number; past the end there are zeros. */
export const word32At = (bytes: Uint8Array, at: number): number =>
  at + 4 <= bytes.length
    ? bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    : (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
