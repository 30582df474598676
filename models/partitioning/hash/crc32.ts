/**
 * CRC-32 as in Ethernet, gzip and PNG: reflected polynomial 0xEDB88320.
 *
 * ISO 3309; RFC 1952, §8. Pure functions over bytes.
 */

const POLYNOMIAL = 0xedb88320;

/** What each byte does to the register; a constant. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let register = byte;
  for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >>> 1) ^ POLYNOMIAL : register >>> 1;
  return register;
});

export function crc32(bytes: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of bytes) register = TABLE[(register ^ byte) & 0xff]! ^ (register >>> 8);
  return ~register >>> 0;
}
