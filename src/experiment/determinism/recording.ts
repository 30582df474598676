/**
 * Everything that happened in a run, event by event, in 36 bytes each; of events beyond a maximum only a
 * digest per thousand.
 *
 * Knows nothing of other runs.
 */
import type { Kernel } from '../../kernel/kernel.js';
import type { Instant } from '../../kernel/time.js';
import type { WatchedEvent } from '../../kernel/watched.js';
import type { EventSeen } from '../../observe/determinism.js';
import { fingerprint } from './content.js';

/** Events of which everything is kept: 144 MiB. */
export const EVENTS_KEPT_MAX = 2 ** 22;
/** Of later ones there is a digest each time so many have happened. */
export const STRETCH = 1000;

const FIRST_CAPACITY = 2 ** 14;
/** What an event is, side by side. */
const WHAT = 0;
const A = 1;
const B = 2;
/** Which kind of message it carries. */
const KIND = 3;
/** In which event it was scheduled. */
const BY = 4;
/** Fingerprints of what it carries, and of all that happened up to it. */
const CONTENT = 5;
const DIGEST = 6;
const CELLS = 7;

/** One event as it happens, before it is carried out. */
export interface Happening {
  /** From 0. */
  readonly index: number;
  readonly at: Instant;
  readonly what: number;
  readonly a: number;
  readonly b: number;
  readonly kind: string;
  readonly content: number;
  /** Number of the event in which it was scheduled, from 1; 0 if there was none. */
  readonly by: number;
  /** Of all events so far, this one included, and of what all but this one led to. */
  readonly digest: number;
}

/** Reads an event of a run from its kernel. */
export function happening(index: number, event: WatchedEvent, kernel: Kernel): Happening {
  const { what, a, b, payload, by } = event;
  const carried = kernel.storyOf(what)?.carries?.(a, b, payload);
  const kind = (carried as { readonly kind?: unknown } | undefined)?.kind;
  return {
    index,
    at: kernel.now,
    what,
    a,
    b,
    kind: typeof kind === 'string' ? kind : '',
    content: carried === undefined ? 0 : fingerprint(carried),
    by,
    digest: kernel.digest.glance(),
  };
}

/** The event in words. */
export function seen(kernel: Kernel, { index, at, what, a, b, kind }: Happening): EventSeen {
  const text = kernel.storyOf(what)?.tell(a, b, kind) ?? `event of kind ${what} (${a}, ${b})`;
  return { number: index + 1, at, text };
}

/** A class, so that its columns stay typed. */
export class Recording {
  /** Events so far. */
  events = 0;
  /** Of the run; knows what its events are in words. */
  kernel: Kernel | undefined;
  /** Of all that happened before the first event after each thousand. */
  readonly stretches: number[] = [];
  private capacity: number;
  private at: Float64Array<ArrayBuffer>;
  private cells: Int32Array<ArrayBuffer>;
  private readonly kinds: string[] = [];
  private readonly numberOf = new Map<string, number>();

  constructor(readonly keptMax: number = EVENTS_KEPT_MAX) {
    this.capacity = Math.min(FIRST_CAPACITY, keptMax);
    this.at = new Float64Array(this.capacity);
    this.cells = new Int32Array(this.capacity * CELLS);
  }

  /** The next event happens. */
  note(watched: WatchedEvent, kernel: Kernel): void {
    const index = this.events++;
    this.kernel = kernel;
    if (index >= this.keptMax) {
      if (index % STRETCH === 0) this.stretches.push(kernel.digest.glance());
      return;
    }
    if (index === this.capacity) this.grow();
    const event = happening(index, watched, kernel);
    const { cells } = this;
    const cell = index * CELLS;
    this.at[index] = event.at;
    cells[cell + WHAT] = event.what;
    cells[cell + A] = event.a;
    cells[cell + B] = event.b;
    cells[cell + KIND] = this.kindNumber(event.kind);
    cells[cell + BY] = event.by;
    cells[cell + CONTENT] = event.content;
    cells[cell + DIGEST] = event.digest;
  }

  /** Events of which everything is known. */
  get kept(): number {
    return Math.min(this.events, this.keptMax);
  }

  /** The event at `index`, from 0; `undefined` where nothing is kept. */
  event(index: number): Happening | undefined {
    if (index < 0 || index >= this.kept) return undefined;
    const { cells } = this;
    const cell = index * CELLS;
    return {
      index,
      at: this.at[index]!,
      what: cells[cell + WHAT]!,
      a: cells[cell + A]!,
      b: cells[cell + B]!,
      kind: this.kinds[cells[cell + KIND]!]!,
      content: cells[cell + CONTENT]!,
      by: cells[cell + BY]!,
      digest: cells[cell + DIGEST]!,
    };
  }

  private kindNumber(kind: string): number {
    let number = this.numberOf.get(kind);
    if (number === undefined) {
      number = this.kinds.push(kind) - 1;
      this.numberOf.set(kind, number);
    }
    return number;
  }

  private grow(): void {
    this.capacity = Math.min(this.capacity * 2, this.keptMax);
    const at = new Float64Array(this.capacity);
    const cells = new Int32Array(this.capacity * CELLS);
    at.set(this.at);
    cells.set(this.cells);
    this.at = at;
    this.cells = cells;
  }
}
