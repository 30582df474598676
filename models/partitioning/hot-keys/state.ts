/** What a router of hot keys holds. */
import type { Context, Json, Message, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import { keyOf } from '../key.js';
import { layoutOf, member, partitionerOf } from '../layout.js';
import { replicasOf } from '../replicas.js';
import type { Cell, Copy, Drop } from '../shard.js';
import { type CountMin, createCountMin, fade } from '../sketches/count-min.js';
import { createSpaceSaving, fadeCounters, type SpaceSaving } from '../sketches/space-saving.js';
import { type Book, createBook } from './book.js';
import type { params } from './params.js';

/** A window is over. */
interface Fade extends Message {
  readonly kind: 'fade';
}

/** The parts of a key that cooled down are to be merged. */
interface Merge extends Message {
  readonly kind: 'merge';
  readonly key: string;
}

export type RouterMessage = Request | Fade | Merge;
export type Ctx = Context<ParamsOf<typeof params>, RouterMessage, Copy | Drop>;

export interface State {
  readonly sketch: CountMin;
  readonly frequent: SpaceSaving;
  readonly hot: Map<string, Heat>;
  /** The shards of a key, its owner first. */
  readonly shardsOf: (key: string, count: number) => readonly NodeId[];
  /** Reads under way whose answer others wait for, too, by process and key. */
  readonly flights: Map<string, Waiting[]>;
  /** Answers that are kept, by process and key. */
  readonly cache: Map<string, Kept>;
  /** Writes under way, by key. */
  readonly writing: Map<string, number>;
  /** The newest write of a key that may have happened or not, if no newer one is known to have. */
  readonly doubtful: Map<string, number>;
  /** The newest version given out. */
  version: number;
  /** How often a key was found hot. */
  spells: number;
  readonly book: Book;
  readonly fade: () => void;
}

/** A key that is treated as hot, from when it is found to be until it has cooled down. */
export interface Heat {
  /** Parts and copies are stored under it, so that what is left of an earlier spell, or arrives late, is not taken for one. */
  readonly spell: number;
  /** When its share was last above `hotAbove`. */
  hotAt: number;
  /** It is hot no more, and its parts are about to be merged: writes go to the owner alone. Never false again. */
  cooling: boolean;
  /** Writes to its parts that are under way. */
  writes: number;
  /** Reads of its parts that are under way. */
  reads: number;
  merging: boolean;
}

/** Where something of a key is: its owner has it under the key, others under the key and the spell. */
export interface Place {
  readonly to: NodeId;
  readonly key: Json;
}

/** A request, and when it came, on the router's clock. */
export interface Waiting {
  readonly request: Request;
  readonly since: number;
}

export interface Kept {
  readonly cell: Cell | undefined;
  readonly until: number;
}

export function start(ctx: Ctx): State {
  const { shards, algorithm, points, sketchWidth, sketchDepth, watched, window } = ctx.params;
  ctx.setTimer({ kind: 'fade' }, window);
  const layout = layoutOf(
    algorithm,
    shards.map((shard) => member(ctx.name(shard))),
    { points },
  );
  const partitioner = partitionerOf(layout);
  const sketch = createCountMin(sketchWidth, sketchDepth);
  const frequent = createSpaceSaving(watched);
  return {
    sketch,
    frequent,
    hot: new Map(),
    shardsOf: (key, count) =>
      replicasOf(partitioner, keyOf(key, layout.settings.hash), count).map((place) => shards[place]!),
    flights: new Map(),
    cache: new Map(),
    writing: new Map(),
    doubtful: new Map(),
    version: 0,
    spells: 0,
    book: createBook(shards),
    fade() {
      fade(sketch);
      fadeCounters(frequent);
    },
  };
}

export const ownerOf = ({ shardsOf }: State, key: string): Place => ({ to: shardsOf(key, 1)[0]!, key });

/** Parts or copies of a hot key, the owner first. */
export const placesOf = ({ shardsOf }: State, key: string, { spell }: Heat, ctx: Ctx): readonly Place[] =>
  shardsOf(key, ctx.params.copies).map((to, i) => ({ to, key: i === 0 ? key : [key, spell] }));

/** No write of the key is under way, nor may an earlier one still happen: whoever has it has the same. */
export const isClean = ({ writing, doubtful }: State, key: string): boolean =>
  !writing.has(key) && !doubtful.has(key);

/** Process and key: sessions are dealt out to the processes. */
export const slotOf = (process: number, key: string): string => `${process} ${key}`;
export const processOf = ({ session }: Request, ctx: Ctx): number => session % ctx.params.processes;
