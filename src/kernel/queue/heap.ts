/**
 * A binary heap of `(at, seq, item)` on typed arrays, least `(at, seq)` first.
 *
 * It knows nothing of the present instant or of buckets. It serves the fast queue for whatever arrives
 * out of order close to now, where it stays small enough to live in the first-level cache.
 */
import { invariant } from '../invariant.js';
import { ENTRIES_MAX } from './limits.js';

export class EntryHeap {
  size = 0;
  /** Instants, sequence numbers and items in heap order: the children of `i` are `2i + 1` and `2i + 2`. */
  at = new Float64Array(128);
  seq = new Float64Array(128);
  item = new Int32Array(128);

  push(at: number, seq: number, item: number): void {
    let hole = this.size++;
    if (hole === this.item.length) this.grow();
    const ats = this.at;
    const seqs = this.seq;
    const items = this.item;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentAt = ats[parent]!;
      if (parentAt < at || (parentAt === at && seqs[parent]! < seq)) break;
      ats[hole] = parentAt;
      seqs[hole] = seqs[parent]!;
      items[hole] = items[parent]!;
      hole = parent;
    }
    ats[hole] = at;
    seqs[hole] = seq;
    items[hole] = item;
  }

  /** Removes the least entry, which the caller has read at index 0. The heap must not be empty. */
  removeLeast(): void {
    const ats = this.at;
    const seqs = this.seq;
    const items = this.item;
    const size = --this.size;
    const at = ats[size]!;
    const seq = seqs[size]!;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      let childAt = ats[child]!;
      if (child + 1 < size) {
        const otherAt = ats[child + 1]!;
        if (otherAt < childAt || (otherAt === childAt && seqs[child + 1]! < seqs[child]!)) {
          child++;
          childAt = otherAt;
        }
      }
      if (at < childAt || (at === childAt && seq < seqs[child]!)) break;
      ats[hole] = childAt;
      seqs[hole] = seqs[child]!;
      items[hole] = items[child]!;
      hole = child;
    }
    ats[hole] = at;
    seqs[hole] = seq;
    items[hole] = items[size]!;
  }

  private grow(): void {
    const capacity = this.item.length * 2;
    invariant(capacity <= ENTRIES_MAX, 'the event queue holds no more entries than its maximum');
    const { at, seq, item } = this;
    this.at = new Float64Array(capacity);
    this.seq = new Float64Array(capacity);
    this.item = new Int32Array(capacity);
    this.at.set(at);
    this.seq.set(seq);
    this.item.set(item);
  }
}
