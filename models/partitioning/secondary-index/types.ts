/** The parameters of a secondary index, and what its router holds. */
import {
  type Context,
  choice,
  count,
  duration,
  type Message,
  type NodeId,
  nodes,
  type ParamsOf,
  type Request,
} from '../../../src/model/index.js';
import type { Book } from './measures.js';

export const params = {
  shards: nodes('the shards; they are asked to query, fetch and write'),
  index: choice(
    ['local', 'global'],
    'local',
    'whether each shard indexes its own rows, or terms have shards of their own',
  ),
  rows: count(
    0,
    'rows that a query fetches after it has asked a global index; 0 if the index has all it needs',
    { min: 0 },
  ),
  timeout: duration('5s', 'how long a shard has to answer'),
  slowAfter: duration('10ms', 'an answer that takes longer counts as slow'),
};

/** A part of a request, to be asked of a shard. */
interface Part extends Message {
  readonly kind: 'part';
  /** Number of the request. */
  readonly n: number;
  readonly f: string;
  readonly to: NodeId;
}

export type IndexMessage = Request | Part;
export type Ctx = Context<ParamsOf<typeof params>, IndexMessage>;

/** A request under way. */
export interface Open {
  readonly request: Request;
  /** When it came. */
  readonly since: number;
  /** When its parts were sent. */
  readonly from: number;
  /** Parts that have not answered. */
  left: number;
  /** Rows to fetch then. */
  readonly rows: number;
}

export interface State {
  next: number;
  readonly open: Map<number, Open>;
  readonly book: Book;
}
