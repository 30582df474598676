/** The parameters of tablets, and what the router of them holds. */
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
import { rangeOf } from '../algorithms/range.js';
import { layoutOf, member } from '../layout.js';

export const params = {
  servers: nodes('the servers'),
  keyedBy: choice(
    ['asked', 'time', 'hash', 'prefix'],
    'asked',
    'what a row’s key is: the key asked for in decimal order; the time; a hash of the time; the time behind one of some prefixes',
  ),
  prefixes: count(16, 'how many prefixes there are', { min: 1, max: 36 }),
  splitAbove: count('unlimited', 'requests in a window from which on a tablet is split', {
    min: 1,
    unlimited: true,
  }),
  mergeBelow: count(0, 'requests in a window below which two neighbours are merged', { min: 0 }),
  window: duration('1s', 'how often the master looks'),
  handOff: duration('20ms', 'how long nobody serves a tablet that changes hands'),
  timeout: duration('5s', 'how long a server has to answer'),
};

interface Balance extends Message {
  readonly kind: 'balance';
}

export type TabletMessage = Request | Balance;
export type Ctx = Context<ParamsOf<typeof params>, TabletMessage>;

export interface Tablet {
  /** Its first key; it ends where the next one begins. */
  readonly from: string;
  readonly server: NodeId;
  /** On the router's clock. */
  readonly servedFrom: number;
  /** In this window. */
  requests: number;
  sample: string[];
}

export interface State {
  /** In the order of their keys. */
  tablets: Tablet[];
  /** Requests of the busiest server over the mean, for each window with enough of them. */
  readonly unevenness: number[];
  /** Tablets at the end of each window. */
  readonly counts: number[];
}

/** One tablet for each server, ranges of keys as even as letters and digits are. */
export function start(ctx: Ctx): State {
  const { servers } = ctx.params;
  const { bounds } = layoutOf(
    'range',
    servers.map((server) => member(ctx.name(server))),
  );
  const tablets = ['', ...bounds].map((from, i): Tablet => fresh(from, servers[i]!, 0));
  return { tablets, unevenness: [], counts: [] };
}

export const fresh = (from: string, server: NodeId, servedFrom: number): Tablet => ({
  from,
  server,
  servedFrom,
  requests: 0,
  sample: [],
});

export const tabletOf = (tablets: readonly Tablet[], key: string): Tablet =>
  tablets[
    rangeOf(
      tablets.slice(1).map(({ from }) => from),
      key,
    )
  ]!;
