/**
 * A sorted run: a circular buffer of entries in `(at, seq)` order, taken from the front.
 *
 * It knows nothing of buckets or of the present instant. Whoever appends keeps the order: an entry that
 * follows the last one goes to the back in constant time, which makes ties, constant delays and sorted
 * input cost no comparison beyond that one.
 */
import { invariant } from '../invariant.js';
import { ENTRIES_MAX } from './limits.js';

export class EntryRun {
  /** Index of the first entry, and of the free place behind the last; equal when the run is empty. */
  head = 0;
  tail = 0;
  mask = 127;
  at = new Float64Array(128);
  seq = new Float64Array(128);
  item = new Int32Array(128);

  get length(): number {
    return (this.tail - this.head) & this.mask;
  }

  /** Appends if `(at, seq)` follows the last entry, or the run is empty; false leaves it as it was. */
  tryAppend(at: number, seq: number, item: number): boolean {
    const tail = this.tail;
    if (tail !== this.head) {
      const last = (tail - 1) & this.mask;
      const lastAt = this.at[last]!;
      if (at < lastAt || (at === lastAt && seq < this.seq[last]!)) return false;
    }
    this.at[tail] = at;
    this.seq[tail] = seq;
    this.item[tail] = item;
    this.tail = (tail + 1) & this.mask;
    if (this.tail === this.head) this.grow();
    return true;
  }

  /**
   * Inserts into a run that begins at index 0 and does not wrap, as {@link clear} leaves it; at most
   * `mask` entries fit. Linear in the number of entries that follow the new one.
   */
  insert(at: number, seq: number, item: number): void {
    const ats = this.at;
    const seqs = this.seq;
    const items = this.item;
    let hole = this.tail++;
    while (hole > 0) {
      const beforeAt = ats[hole - 1]!;
      if (beforeAt < at || (beforeAt === at && seqs[hole - 1]! < seq)) break;
      ats[hole] = beforeAt;
      seqs[hole] = seqs[hole - 1]!;
      items[hole] = items[hole - 1]!;
      hole--;
    }
    ats[hole] = at;
    seqs[hole] = seq;
    items[hole] = item;
  }

  clear(): void {
    this.head = 0;
    this.tail = 0;
  }

  /** Doubles a run that has just become full, when its head and tail have met. */
  private grow(): void {
    const { at, seq, item, head } = this;
    const length = item.length;
    invariant(length < ENTRIES_MAX, 'the event queue holds no more entries than its maximum');
    this.at = new Float64Array(length * 2);
    this.seq = new Float64Array(length * 2);
    this.item = new Int32Array(length * 2);
    for (let i = 0; i < length; i++) {
      const from = (head + i) & (length - 1);
      this.at[i] = at[from]!;
      this.seq[i] = seq[from]!;
      this.item[i] = item[from]!;
    }
    this.head = 0;
    this.tail = length;
    this.mask = length * 2 - 1;
  }
}
