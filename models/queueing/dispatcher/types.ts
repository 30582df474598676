/** A dispatcher's parameters, what it holds and what it hears. */
import {
  type Context,
  choice,
  count,
  type Duration,
  duration,
  type NodeId,
  nodes,
  type ParamsOf,
  type Reply,
  type Request,
} from '../../../src/model/index.js';
import type { Cancel, Copy, Started } from '../copies.js';

export const params = {
  servers: nodes('whom it hands requests to'),
  policy: choice(
    ['random', 'round-robin', 'least-outstanding', 'power-of-d', 'redundant'],
    'least-outstanding',
    'random; each in turn; the one with the fewest requests of this dispatcher; the one with the fewest of d ' +
      'drawn at random; or copies to d drawn at random, of which the first answer counts',
  ),
  choices: count(2, 'd: how many are drawn (power-of-d and redundant)', { min: 1 }),
  cancel: choice(
    ['never', 'on-start', 'on-completion'],
    'on-completion',
    'when the other copies are taken back: when one begins to be served, or when one is answered (redundant)',
  ),
  timeout: duration(
    '10s',
    'a request without an answer after this long is given up, and not counted any more',
  ),
};

export type DispatchMessage = Request | Reply | Started;
export type Ctx = Context<ParamsOf<typeof params>, DispatchMessage, Copy | Cancel>;

/** A request under way. */
export interface Open {
  readonly request: Request;
  /** On the dispatcher's monotonic clock. */
  readonly since: Duration;
  /** Who has it, or a copy of it. */
  readonly servers: readonly NodeId[];
  /** Copies that were refused. */
  failed: number;
  /** Whether one of them has begun to be served, and the others were taken back. */
  started: boolean;
}

export interface State {
  /** The next request's number. The copy at i of request n has the id n times the number of copies, plus i. */
  next: number;
  turn: number;
  /** Servers in whatever order the last draw left them. */
  readonly deck: NodeId[];
  /** Requests under way by server. */
  readonly outstanding: Map<NodeId, number>;
  /** By number, so the oldest first. */
  readonly open: Map<number, Open>;
}
