/**
 * The ladder: unsorted entries in buckets of time, split into narrower buckets only when their turn comes.
 *
 * It knows nothing of the present instant nor of items. Rungs nest: each finer one covers the bucket of
 * its coarser neighbour that was reached last, and the last bucket of the coarsest reaches to the end of
 * time. All of the ladder's entries are at or past its `frontier`; what is before belongs to the bottom
 * (a sorted run and a heap), which the ladder fills with one bucket whenever it is empty.
 *
 * After Tang, Goh, Thng, "Ladder queue: an O(1) priority queue structure for large-scale discrete event
 * simulation", ACM TOMACS 15(3), 2005. Different here: widths are powers of two, outliers stay together
 * in a last bucket, buckets are chains of chunks, and entries of one instant are never split any further,
 * so that ties cost a scan and not a descent.
 */
import { invariant } from '../invariant.js';
import { CHUNK_MASK, CHUNK_SHIFT, CHUNK_SIZE, ChunkPool } from './chunks.js';
import type { EntryHeap } from './heap.js';
import type { EntryRun } from './run.js';
import { Rung, Spread } from './rung.js';

/** Buckets of up to this many entries are sorted by insertion; larger ones are split. Below a run's first capacity. */
const SORTED_MAX = 48;

/** Above the 18 that `Rung.layOut` allows. */
const RUNGS_MAX = 24;

export class Ladder {
  /** No entry of the ladder is earlier. Infinite while the ladder is empty. */
  frontier = Number.POSITIVE_INFINITY;
  private readonly pool = new ChunkPool();
  private readonly rungs = [new Rung()];
  private depth = 0;
  private readonly spread = new Spread();

  get capacity(): number {
    return this.pool.capacity;
  }

  /** Adds an entry at or past the frontier. */
  push(at: number, seq: number, item: number): void {
    let level = this.depth - 1;
    let rung = this.rungs[level]!;
    while (at >= rung.end) rung = this.rungs[--level]!;
    this.append(rung, rung.bucketOf(at), at, seq, item);
  }

  /** Fills an empty bottom with the earliest entries and moves the frontier past them; false if there are none. */
  refill(run: EntryRun, heap: EntryHeap): boolean {
    run.clear();
    while (this.depth > 0) {
      const rung = this.rungs[this.depth - 1]!;
      const bucket = nextFilled(rung);
      rung.current = bucket + 1;
      // A rung past its last bucket is done with: its memory is free for the rung that replaces it.
      if (bucket >= rung.last) this.depth--;
      if (bucket > rung.last) continue;
      const behind = rung.buckets[2 * bucket]!;
      const first = rung.buckets[2 * bucket + 1]!;
      rung.buckets[2 * bucket] = 0;
      const end = rung.endOf(bucket);
      if (this.fitsSorting(first, behind)) this.moveSorting(first, behind, run);
      else if (this.isOneInstant(first, behind)) this.moveAppending(first, behind, run, heap);
      else {
        this.split(first, behind, end);
        continue;
      }
      this.frontier = end;
      return true;
    }
    this.frontier = Number.POSITIVE_INFINITY;
    return false;
  }

  /**
   * Takes over a bottom that has grown large, and moves the frontier back to its least entry. Leaves it as
   * it is when the frontier is one past that entry: then all are at one instant, and buckets cannot help.
   */
  absorb(run: EntryRun, heap: EntryHeap): void {
    const spread = this.spread;
    spread.reset();
    for (let i = run.head; i !== run.tail; i = (i + 1) & run.mask) spread.add(run.at[i]!);
    for (let i = 0; i < heap.size; i++) spread.add(heap.at[i]!);
    if (this.frontier - spread.min <= 1) return;
    const rung = this.addRung(this.frontier);
    for (let i = run.head; i !== run.tail; i = (i + 1) & run.mask) {
      this.append(rung, rung.bucketOf(run.at[i]!), run.at[i]!, run.seq[i]!, run.item[i]!);
    }
    run.clear();
    while (heap.size > 0) {
      this.append(rung, rung.bucketOf(heap.at[0]!), heap.at[0]!, heap.seq[0]!, heap.item[0]!);
      heap.removeLeast();
    }
    this.frontier = rung.start;
  }

  private append(rung: Rung, bucket: number, at: number, seq: number, item: number): void {
    const buckets = rung.buckets;
    let position = buckets[2 * bucket]!;
    if ((position & CHUNK_MASK) === 0) position = this.extend(buckets, bucket, position);
    const data = this.pool.data;
    data[3 * position] = at;
    data[3 * position + 1] = seq;
    data[3 * position + 2] = item;
    buckets[2 * bucket] = position + 1;
  }

  /** The first position of a new chunk for a bucket that is empty or whose last chunk is full. */
  private extend(buckets: Int32Array, bucket: number, behind: number): number {
    const chunk = this.pool.take();
    if (behind === 0) buckets[2 * bucket + 1] = chunk;
    else this.pool.next[(behind - 1) >> CHUNK_SHIFT] = chunk;
    return chunk << CHUNK_SHIFT;
  }

  private addRung(end: number): Rung {
    invariant(this.depth < RUNGS_MAX, 'rungs of the ladder become narrower');
    let rung = this.rungs[this.depth];
    if (rung === undefined) {
      rung = new Rung();
      this.rungs.push(rung);
    }
    this.depth++;
    rung.layOut(this.spread, end);
    return rung;
  }

  private fitsSorting(first: number, behind: number): boolean {
    const last = (behind - 1) >> CHUNK_SHIFT;
    let count = behind - (last << CHUNK_SHIFT);
    for (let chunk = first; chunk !== last; chunk = this.pool.next[chunk]!) {
      count += CHUNK_SIZE;
      if (count > SORTED_MAX) return false;
    }
    return count <= SORTED_MAX;
  }

  /** Measures a chain into `spread`; true if all its entries are at one instant. */
  private isOneInstant(first: number, behind: number): boolean {
    const { spread } = this;
    const { data, next } = this.pool;
    spread.reset();
    const last = (behind - 1) >> CHUNK_SHIFT;
    for (let chunk = first; ; chunk = next[chunk]!) {
      const from = chunk << CHUNK_SHIFT;
      const to = chunk === last ? behind : from + CHUNK_SIZE;
      for (let position = from; position < to; position++) spread.add(data[3 * position]!);
      if (chunk === last) break;
    }
    return spread.min === spread.max;
  }

  private moveSorting(first: number, behind: number, run: EntryRun): void {
    const { data, next } = this.pool;
    const last = (behind - 1) >> CHUNK_SHIFT;
    for (let chunk = first, following = 0; ; chunk = following) {
      const from = chunk << CHUNK_SHIFT;
      const to = chunk === last ? behind : from + CHUNK_SIZE;
      for (let position = from; position < to; position++) {
        run.insert(data[3 * position]!, data[3 * position + 1]!, data[3 * position + 2]!);
      }
      following = next[chunk]!;
      this.pool.give(chunk);
      if (chunk === last) return;
    }
  }

  /** Moves a long chain: what comes in order goes to the run, and the rest to the heap. */
  private moveAppending(first: number, behind: number, run: EntryRun, heap: EntryHeap): void {
    const { data, next } = this.pool;
    const last = (behind - 1) >> CHUNK_SHIFT;
    for (let chunk = first, following = 0; ; chunk = following) {
      const from = chunk << CHUNK_SHIFT;
      const to = chunk === last ? behind : from + CHUNK_SIZE;
      for (let position = from; position < to; position++) {
        const at = data[3 * position]!;
        const seq = data[3 * position + 1]!;
        const item = data[3 * position + 2]!;
        if (!run.tryAppend(at, seq, item)) heap.push(at, seq, item);
      }
      following = next[chunk]!;
      this.pool.give(chunk);
      if (chunk === last) return;
    }
  }

  /** Spreads a measured chain over a new, finer rung that reaches to `end`. */
  private split(first: number, behind: number, end: number): void {
    const rung = this.addRung(end);
    const last = (behind - 1) >> CHUNK_SHIFT;
    for (let chunk = first, following = 0; ; chunk = following) {
      const from = chunk << CHUNK_SHIFT;
      const to = chunk === last ? behind : from + CHUNK_SIZE;
      for (let position = from; position < to; position++) {
        const data = this.pool.data;
        const at = data[3 * position]!;
        this.append(rung, rung.bucketOf(at), at, data[3 * position + 1]!, data[3 * position + 2]!);
      }
      following = this.pool.next[chunk]!;
      this.pool.give(chunk);
      if (chunk === last) return;
    }
  }
}

/** The first bucket with entries from the current one on, or one past the last. */
function nextFilled(rung: Rung): number {
  const { buckets, last } = rung;
  let bucket = rung.current;
  while (bucket <= last && buckets[2 * bucket] === 0) bucket++;
  return bucket;
}
