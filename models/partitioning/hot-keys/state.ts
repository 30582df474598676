/** What a router of hot keys holds. */
import type { Context, Message, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import { keyOf } from '../key.js';
import { layoutOf, member, partitionerOf } from '../layout.js';
import { replicasOf } from '../replicas.js';
import type { Cell, Copy } from '../shard.js';
import { type CountMin, createCountMin, fade } from '../sketches/count-min.js';
import { createSpaceSaving, type SpaceSaving } from '../sketches/space-saving.js';
import { type Book, createBook } from './book.js';
import type { params } from './params.js';

interface Fade extends Message {
  readonly kind: 'fade';
}

export type RouterMessage = Request | Fade;
export type Ctx = Context<ParamsOf<typeof params>, RouterMessage, Copy>;
export type Mitigation = Ctx['params']['mitigation'];

export interface State {
  readonly sketch: CountMin;
  readonly frequent: SpaceSaving;
  readonly hot: Set<string>;
  /** The shards of a key, its owner first. */
  readonly places: (key: string, count: number) => readonly NodeId[];
  /** Reads under way whose answer others wait for, too, by process and key. */
  readonly flights: Map<string, Waiting[]>;
  /** Answers that are kept, by process and key. */
  readonly cache: Map<string, Kept>;
  /** Writes under way, by key. */
  readonly writing: Map<string, number>;
  /** The newest version given out. */
  version: number;
  readonly book: Book;
  readonly fade: () => void;
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
    hot: new Set(),
    places: (key, count) =>
      replicasOf(partitioner, keyOf(key, layout.settings.hash), count).map((place) => shards[place]!),
    flights: new Map(),
    cache: new Map(),
    writing: new Map(),
    version: 0,
    book: createBook(shards),
    fade() {
      fade(sketch);
      for (const counter of frequent.counters.values()) counter.count /= 2;
    },
  };
}

/** Process and key: sessions are dealt out to the processes. */
export const slotOf = ({ session }: Request, key: string, ctx: Ctx): string =>
  `${session % ctx.params.processes} ${key}`;
