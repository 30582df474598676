/**
 * Compares a run, as it goes, with the recording of another one, and finds the first event that differs.
 *
 * Pure; knows nothing of what else the runs left behind.
 */
import type { Kernel } from '../../kernel/kernel.js';
import type { WatchedEvent } from '../../kernel/watched.js';
import type {
  Aspect,
  Difference,
  EventCaused,
  EventDifference,
  EventSeen,
} from '../../observe/determinism.js';
import { type Happening, happening, type Recording, STRETCH, seen } from './recording.js';

export class Comparing {
  /** Where the runs part, once that is known. */
  difference: Difference | undefined;
  private events = 0;
  private kernel: Kernel | undefined;
  /** Events that are known to be the same. */
  private agreed = 0;
  private stretches = 0;

  constructor(private readonly first: Recording) {}

  /** The next event happens; true if it is not the one that the other run had. */
  note(event: WatchedEvent, kernel: Kernel): boolean {
    if (this.difference !== undefined) return true;
    this.kernel = kernel;
    const { first } = this;
    const index = this.events++;
    if (index < first.kept) this.compare(index, happening(index, event, kernel));
    else if (index >= first.events) {
      if (first.events > first.kept) this.difference = this.stretch();
      else this.differs(index, undefined, happening(index, event, kernel), ['end']);
    } else if (index % STRETCH === 0) {
      if (first.stretches[this.stretches++] === kernel.digest.glance()) this.agreed = index + 1;
      else this.difference = this.stretch();
    }
    return this.difference !== undefined;
  }

  /** The run is over, and the digests of the two are the same or not. */
  end(same: boolean): void {
    const { first, events } = this;
    if (this.difference !== undefined) return;
    if (events < first.kept) this.differs(events, first.event(events), undefined, ['end']);
    else if (events < first.events || (!same && first.events > first.kept)) this.difference = this.stretch();
    else if (!same) this.effects(events - 1);
  }

  private compare(index: number, second: Happening): void {
    const first = this.first.event(index)!;
    const aspects = aspectsOf(first, second);
    if (aspects.length > 0) this.differs(index, first, second, aspects);
    else if (first.digest !== second.digest) this.effects(index - 1);
    else this.agreed = index + 1;
  }

  /** The event was the same; what it led to was not. */
  private effects(index: number): void {
    const both = this.first.event(index);
    this.differs(index, both, both, ['effects']);
  }

  private differs(
    index: number,
    first: Happening | undefined,
    second: Happening | undefined,
    differs: readonly Aspect[],
  ): void {
    const difference: EventDifference = {
      kind: 'event',
      number: index + 1,
      differs,
      first: this.caused(this.first.kernel, first),
      second: this.caused(this.kernel, second),
      before: this.told(index),
      ended: null,
    };
    this.difference = difference;
  }

  /** The event of that number, which both runs had; `null` before the first. */
  private told(number: number): EventSeen | null {
    const event = this.first.event(number - 1);
    return event === undefined || this.first.kernel === undefined ? null : seen(this.first.kernel, event);
  }

  private caused(kernel: Kernel | undefined, event: Happening | undefined): EventCaused | null {
    if (kernel === undefined || event === undefined) return null;
    return { ...seen(kernel, event), by: this.told(event.by) };
  }

  private stretch(): Difference {
    const to = Math.min(this.agreed + STRETCH, Math.max(this.events, this.first.events));
    return { kind: 'stretch', from: this.agreed + 1, to };
  }
}

/** What of the event itself is not the same. */
function aspectsOf(first: Happening, second: Happening): readonly Aspect[] {
  const aspects: Aspect[] = [];
  if (first.at !== second.at) aspects.push('time');
  if (first.what !== second.what || first.kind !== second.kind) aspects.push('kind');
  else {
    if (first.a !== second.a || first.b !== second.b) aspects.push('node');
    if (first.content !== second.content) aspects.push('content');
  }
  return aspects;
}
