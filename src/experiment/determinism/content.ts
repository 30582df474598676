/**
 * A fingerprint of what an event carries: 32 bits over all its parts.
 *
 * Messages are JSON-shaped, but a model under test may not keep to that, so anything is taken.
 */
import { createDigest, type Digest } from '../../kernel/digest.js';

/** Parts of one message that count, and how deep; a message that holds itself has no end. */
const PARTS_MAX = 100_000;
const DEPTH_MAX = 100;

const OTHER = 8;
const ABSENT = 1;
const OBJECT = 7;

export function fingerprint(value: unknown): number {
  const digest = createDigest();
  const left = { parts: PARTS_MAX };
  mix(digest, value, DEPTH_MAX, left);
  return digest.glance();
}

function mix(digest: Digest, value: unknown, depth: number, left: { parts: number }): void {
  if (--left.parts < 0 || depth === 0) return;
  if (typeof value === 'object' && value !== null) mixObject(digest, value, depth, left);
  else if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    digest.json(value);
  else digest.word(value === null || value === undefined ? ABSENT : OTHER);
}

function mixObject(digest: Digest, value: object, depth: number, left: { parts: number }): void {
  if (value instanceof Map || value instanceof Set) {
    digest.word(OBJECT);
    for (const part of value) mix(digest, part, depth - 1, left);
    return;
  }
  digest.word(Array.isArray(value) ? value.length : OBJECT);
  for (const [key, part] of Object.entries(value)) {
    if (!Array.isArray(value)) digest.text(key);
    mix(digest, part, depth - 1, left);
  }
}
