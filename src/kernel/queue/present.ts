/**
 * The present: entries of one instant, first in first out, kept as `(seq, item)` in a circular buffer.
 *
 * It knows nothing of time; its owner says which instant it stands for, and that entries arrive in the
 * order of `seq`.
 */
import { invariant } from '../invariant.js';
import { ENTRIES_MAX } from './limits.js';

export class PresentRing {
  /** Index of the first entry, and of the free place behind the last; equal when the ring is empty. */
  head = 0;
  tail = 0;
  mask = 63;
  seq = new Float64Array(64);
  item = new Int32Array(64);

  /** Appends if the ring is empty or `seq` follows its last; false leaves it as it was. */
  tryAppend(seq: number, item: number): boolean {
    const tail = this.tail;
    if (tail !== this.head && seq < this.seq[(tail - 1) & this.mask]!) return false;
    this.seq[tail] = seq;
    this.item[tail] = item;
    this.tail = (tail + 1) & this.mask;
    if (this.tail === this.head) this.grow();
    return true;
  }

  /** Doubles a ring that has just become full, when its head and tail have met. */
  private grow(): void {
    const { seq, item, head } = this;
    const length = item.length;
    invariant(length < ENTRIES_MAX, 'the event queue holds no more entries than its maximum');
    this.seq = new Float64Array(length * 2);
    this.item = new Int32Array(length * 2);
    this.seq.set(seq.subarray(head));
    this.seq.set(seq.subarray(0, head), length - head);
    this.item.set(item.subarray(head));
    this.item.set(item.subarray(0, head), length - head);
    this.head = 0;
    this.tail = length;
    this.mask = length * 2 - 1;
  }
}
