/**
 * What must hold of a chain, checked after every step from the nodes' states alone.
 *
 * - same-entry-same-past: entries on disk of one index and epoch are the same, and so are those before them;
 * - predecessor-has-more: in one configuration, what a node has on disk its predecessor has, too (the paper's
 *   Update Propagation Invariant);
 * - committed-by-all: what the tail applies is on disk at everybody in its configuration;
 * - committed-is-kept: who becomes a member of a later configuration has all that was committed;
 * - applied-is-committed: no node applies what no tail has committed.
 *
 * Knows nothing of messages or of the clients' history. Changes no state.
 */
import type { Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { epochAt } from '../durable-log.js';
import { isMember, isTail, predecessorOf, type State } from './state.js';
import type { Entry } from './types.js';

export const RULES = [
  'same-entry-same-past',
  'predecessor-has-more',
  'committed-by-all',
  'committed-is-kept',
  'applied-is-committed',
] as const;
type Rule = (typeof RULES)[number];
type Found = Violation | undefined;

/** A node as it was when last looked at. */
interface Seen {
  state: State | undefined;
  epoch: number;
  last: Entry | undefined;
  durableIndex: number;
  committed: number;
}

export function monitor(members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const seen = new Map<NodeId, Seen>(
    members.map((id) => [id, { state: undefined, epoch: 0, last: undefined, durableIndex: 0, committed: 0 }]),
  );
  const pasts = new Map<string, { readonly entry: Entry; readonly prevEpoch: number }>();
  const judged = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>;
  /** The epoch of each committed entry, by index. */
  const committed: number[] = [0];
  /** The master's configuration. A node may learn of an earlier one late; it has no lease then. */
  let latest = 0;
  const broken = (rule: Rule, explanation: string): Violation => ({ rule, explanation });

  /** Of what is on disk: before that nobody else has seen it, and a crash may take it back. */
  const checkLog = (node: NodeId, was: Seen, { log, durableIndex }: State): Found => {
    const last = log[durableIndex - 1];
    if (last === was.last) return undefined;
    for (let at = durableIndex; at > 0; at--) {
      const entry = log[at - 1]!;
      const prevEpoch = epochAt(log, at - 1);
      const key = `${at}/${entry.epoch}`;
      const known = pasts.get(key);
      if (known === undefined) {
        pasts.set(key, { entry, prevEpoch });
        continue;
      }
      judged['same-entry-same-past'] += 1;
      if (known.prevEpoch !== prevEpoch || !isSame(known.entry, entry))
        return broken(
          'same-entry-same-past',
          `${name(node)} has another entry ${at} of epoch ${entry.epoch} than was seen before: ${told(entry)}, not ${told(known.entry)}.`,
        );
      if (at < (was.last?.index ?? 0)) break; // what is before it was looked at
    }
    return undefined;
  };

  const checkNeighbours = (node: NodeId, was: Seen, state: State): Found => {
    const isNews = state.durableIndex !== was.durableIndex || state.config?.epoch !== was.epoch;
    const before = predecessorOf(state);
    if (!isNews || before === undefined || !isMember(state)) return undefined;
    const above = seen.get(before)!.state;
    if (above?.config?.epoch !== state.config?.epoch || above === undefined) return undefined;
    judged['predecessor-has-more'] += 1;
    const index = state.durableIndex;
    if (above.durableIndex >= index && epochAt(above.log, index) === epochAt(state.log, index))
      return undefined;
    return broken(
      'predecessor-has-more',
      `${name(node)} has entry ${index} on disk, which its predecessor ${name(before)} does not have.`,
    );
  };

  const checkCommitted = (node: NodeId, was: Seen, state: State): Found => {
    if (state.committed <= was.committed) return undefined;
    const index = state.committed;
    const epoch = epochAt(state.log, index);
    if (isTail(state)) {
      judged['committed-by-all'] += 1;
      const lacking = state.config!.chain.filter((id) => {
        const other = seen.get(id)!.state;
        if (other === undefined || other.config?.epoch !== state.config!.epoch) return false;
        return other.durableIndex < index || epochAt(other.log, index) !== epoch;
      });
      if (lacking.length > 0)
        return broken(
          'committed-by-all',
          `${name(node)}, the tail, applied entry ${index}, which ${lacking.map(name).join(', ')} did not have on disk.`,
        );
      for (let at = committed.length; at <= index; at++) committed.push(epochAt(state.log, at));
    }
    judged['applied-is-committed'] += 1;
    if (committed[index] === epoch) return undefined;
    return broken(
      'applied-is-committed',
      `${name(node)} applied entry ${index} of epoch ${epoch}, which no tail has committed.`,
    );
  };

  const checkKept = (node: NodeId, was: Seen, state: State): Found => {
    if (state.config?.epoch !== latest || latest === was.epoch || !isMember(state)) return undefined;
    judged['committed-is-kept'] += 1;
    const index = committed.length - 1;
    if (epochAt(state.log, index) === committed[index]) return undefined;
    return broken(
      'committed-is-kept',
      `${name(node)} is in the chain of epoch ${state.config.epoch} without entry ${index}, which was committed.`,
    );
  };

  return {
    rules: RULES,
    judged: (rule) => judged[rule as Rule] ?? 0,
    crashed(node) {
      const was = seen.get(node)!;
      Object.assign(was, { epoch: 0, last: undefined, committed: 0 });
    },
    after(node, state) {
      const was = seen.get(node)!;
      was.state = state;
      if (state.isMaster) {
        latest = state.config!.epoch;
        return undefined;
      }
      const found =
        checkLog(node, was, state) ??
        checkNeighbours(node, was, state) ??
        checkCommitted(node, was, state) ??
        checkKept(node, was, state);
      was.epoch = state.config?.epoch ?? 0;
      was.last = state.log[state.durableIndex - 1];
      was.durableIndex = state.durableIndex;
      was.committed = state.committed;
      return found;
    },
  };
}

/** The same operation: retries of it come with other numbers. */
const isSame = (a: Entry, b: Entry): boolean =>
  a === b || JSON.stringify(a.operation) === JSON.stringify(b.operation);

const told = ({ operation: { f, key, value } }: Entry): string =>
  `${f} ${JSON.stringify(key)} ${JSON.stringify(value)}`;
