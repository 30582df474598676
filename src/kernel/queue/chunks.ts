/**
 * Chunks: fixed blocks of entries that buckets chain together, handed out from one growing pool.
 *
 * It knows nothing of order. A bucket that is filled writes to consecutive memory, and a bucket that is
 * read back reads it in the order of writing; that is what keeps a million pending events off the
 * memory bus. Chunk 0 is never handed out, so that 0 can mean "none".
 */
import { invariant } from '../invariant.js';
import { ENTRIES_MAX } from './limits.js';

/** A chunk holds `CHUNK_SIZE` entries; the entry at position `p` is in chunk `p >> CHUNK_SHIFT`. */
export const CHUNK_SHIFT = 4;
export const CHUNK_SIZE = 1 << CHUNK_SHIFT;
export const CHUNK_MASK = CHUNK_SIZE - 1;

export class ChunkPool {
  /** The entry at position `p` is `(at, seq, item)` at `3p`, `3p + 1` and `3p + 2`. */
  data = new Float64Array(64 * CHUNK_SIZE * 3);
  /** The chunk that follows in its chain, or in the list of free ones. */
  next = new Int32Array(64);
  private free = 0;
  private used = 1;

  get capacity(): number {
    return this.next.length * CHUNK_SIZE;
  }

  /** A chunk that nobody uses. Its content and its `next` are left over from before. */
  take(): number {
    const chunk = this.free;
    if (chunk !== 0) {
      this.free = this.next[chunk]!;
      return chunk;
    }
    if (this.used === this.next.length) this.grow();
    return this.used++;
  }

  give(chunk: number): void {
    this.next[chunk] = this.free;
    this.free = chunk;
  }

  private grow(): void {
    const chunks = this.next.length * 2;
    invariant(
      chunks * CHUNK_SIZE <= ENTRIES_MAX * 4,
      'the event queue holds no more entries than its maximum',
    );
    const { data, next } = this;
    this.data = new Float64Array(chunks * CHUNK_SIZE * 3);
    this.next = new Int32Array(chunks);
    this.data.set(data);
    this.next.set(next);
  }
}
