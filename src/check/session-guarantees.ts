/**
 * The four session guarantees: what one session may rely on where replicas lag (D. Terry et al., PDIS 1994).
 *
 * - read-your-writes: a read sees what its session was told to have written before;
 * - monotonic-reads: it sees what its session saw before;
 * - monotonic-writes: a session's writes take effect in its order, and a server that has one has those before it;
 * - writes-follow-reads: the same of a write and what its session had seen before it.
 *
 * Judged of registers (read, write, cas) and lists (append, read) whose written values tell writes apart; what
 * does not is left out. An operation without an answer may have happened or not, a failed one did not. A session is
 * a process of the history.
 *
 * Sound: what is found, no store that keeps the guarantee can show, and no linearizable history is ever accused.
 * What is known of the order of writes is in `order.ts`. In particular, what one session did itself under one key
 * counts as done in its order when reads are judged: a session that writes 1, then 2, and reads 1 has not seen its
 * own write. Not complete: a stale read is not found where nothing tells that it is stale (two sessions that wrote
 * without having read each other's), writes-follow-reads looks one read back and not further, and registers show
 * the order of writes only where one server shows two of them (`servers.ts`). Linear time. Never sees the world.
 */
import type { GuaranteeName } from '../observe/guarantee-names.js';
import type { Json, Operation } from '../observe/history.js';
import { createGraph } from './sessions/graph.js';
import { overlapping, readHistory } from './sessions/history.js';
import { readLists } from './sessions/lists.js';
import { findMissing } from './sessions/missing.js';
import { type KnownOrder, orderVersions } from './sessions/order.js';
import { gapOfServer } from './sessions/servers.js';
import { type Told, tellCircle, tellGap, tellMissing } from './sessions/tell.js';
import { versionsOf, type Wanting, wantOrder } from './sessions/wanted.js';
import type { Verdict } from './verdict.js';

export interface SessionOptions {
  /** `register`, `cas-register` or `list-append`. */
  readonly object: string;
  /** The first value of every register; `null` if absent. */
  readonly initial?: Json;
  /** In which order the writes of a key took effect, where somebody knows; else it is read off the history. */
  readonly order?: KnownOrder;
  /** Which sessions are judged; all of them if absent. The others' operations still count as what happened. */
  readonly of?: (operation: Operation) => boolean;
  /** Who answered, by a name that changes when it may have lost something; the operation's node if absent. */
  readonly server?: (operation: Operation) => string | undefined;
}

export interface SessionResult {
  readonly verdict: Verdict;
  /** Why the verdict is `unknown`. */
  readonly reason?: string;
  /** Operations of which the guarantee wanted something that an answer can show. */
  readonly judged: number;
  readonly failure?: Told;
}

/** Judges operations, which must be in the order of their invocations. */
export function checkSessionGuarantee(
  operations: readonly Operation[],
  guarantee: GuaranteeName,
  options: SessionOptions,
): SessionResult {
  const { object, initial = null, of = () => true, server = ({ node }: Operation) => node } = options;
  const isList = object === 'list-append';
  const history = readHistory(operations, isList ? { kind: 'list' } : { kind: 'register', initial });
  if (history.overlap !== undefined) return unknown(overlapping(history, history.overlap));
  const judgedOf = (operation: number) => of(operations[operation]!);
  const lists = isList ? readLists(history) : undefined;
  const graph = createGraph(versionsOf(history) + operations.length);
  const ownOrder = guarantee === 'read-your-writes' || guarantee === 'monotonic-reads';
  const order = orderVersions(history, graph, { lists, known: options.order, ownOrder });
  const wanting: Wanting = { history, order, graph, odd: lists?.odd ?? [], of: judgedOf };
  const judged = wantOrder(guarantee, wanting);
  const failure = (told: Told): SessionResult => ({
    verdict: 'invalid',
    judged: Math.max(1, judged),
    failure: told,
  });

  const telling = { history, guarantee, object };
  const circle = graph.contradiction((operation) => operations[operation]!.end);
  if (circle !== undefined) return failure(tellCircle(telling, circle));
  const missing = lists === undefined ? 'nothing' : findMissing(history, lists, guarantee, judgedOf);
  if (missing === 'ran out') return unknown('too many answers that do not begin as others do');
  if (missing !== 'nothing') return failure(tellMissing(telling, missing));
  if (ownOrder) return { verdict: 'valid', judged };
  const gap = gapOfServer(history, order, guarantee, { server: (i) => server(operations[i]!), of: judgedOf });
  return gap === undefined ? { verdict: 'valid', judged } : failure(tellGap(telling, gap));
}

const unknown = (reason: string): SessionResult => ({ verdict: 'unknown', reason, judged: 0 });
