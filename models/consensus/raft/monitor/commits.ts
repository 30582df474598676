/**
 * Rules about commitment: by a majority that has it on disk, and only of the leader's own term (§5.4.2);
 * state machine safety (§5.4.3); acknowledgements that a crash does not undo; back-up (§5.3); snapshots (§7).
 */
import type { Json, NodeId } from '../../../../src/model/index.js';
import type { State } from '../state.js';
import type { Config, Entry } from '../types.js';
import { checkLeadersHold } from './elections.js';
import { enter, keyOf, matches, show } from './ledger.js';
import { describe, endOf, type Found, isQuorum, isSame, type Seen, termIn, type Watch } from './watch.js';

/** Sessions beyond which replicas forget old ones; their number is not compared then. */
const SESSIONS_COMPARED = 100_000;

/** §5.3, §5.4.2: a leader commits what a quorum has on disk, if it is of its own term. */
export function checkCommit(watch: Watch, seen: Seen, state: State): Found {
  const index = state.commitIndex;
  const { config } = seen;
  if (seen.role !== 'leader' || state.role !== 'leader' || config === undefined) return undefined;
  watch.judged['commit-by-majority'] += 1;
  const term = termIn(state, index);
  const who = () => `${watch.name(seen.id)}, leader of term ${state.term}, committed index ${index}`;
  if (term !== undefined && term !== state.term) {
    return {
      rule: 'commit-by-majority',
      explanation: `${who()}, whose entry is of term ${term}: an entry of an earlier term is not committed by counting.`,
    };
  }
  const latest = state.configs[state.configs.length - 1]!;
  if (latest.index <= index && !isMember(latest.config, seen.id)) {
    return {
      rule: 'membership-by-joint',
      explanation: `${who()} and with it members that it is not one of, and still leads.`,
    };
  }
  if (isQuorum(config, (voter) => hasOnDisk(watch, voter, index, state.term))) return undefined;
  const holders = [...watch.nodes.keys()].filter((id) => hasOnDisk(watch, id, index, state.term));
  return {
    rule: 'commit-by-majority',
    explanation: `${who()}, which only ${holders.map(watch.name).join(', ') || 'nobody'} had on disk; the voters are ${JSON.stringify(config)}.`,
  };
}

const isMember = ({ voters, outgoing }: Config, node: NodeId): boolean =>
  voters.includes(node) || outgoing.includes(node);

function hasOnDisk(watch: Watch, id: NodeId, index: number, term: number): boolean {
  const state = watch.nodes.get(id)?.state;
  if (state === undefined || state.durableIndex < index) return false;
  const held = termIn(state, index);
  return held === undefined || held === term;
}

/** §5.4.3: no two nodes ever commit different entries at the same index. */
export function checkCommitted(
  watch: Watch,
  seen: Seen,
  state: State,
  before: readonly Entry[],
  base: number,
): Found {
  const { committed } = watch.ledger;
  if (state.commitIndex < seen.commitIndex) {
    return unsafe(
      `${watch.name(seen.id)} took back commitment from index ${seen.commitIndex} to ${state.commitIndex}.`,
    );
  }
  for (let index = seen.commitIndex + 1; index <= state.commitIndex; index++) {
    const entry = state.log.entries[index - state.log.snapshotIndex - 1] ?? before[index - base - 1];
    const known = committed[index - 1];
    if (known === undefined) {
      if (entry === undefined || index !== committed.length + 1) break;
      enter(watch.ledger, entry, state.term);
      const found = checkLeadersHold(watch, committed[index - 1]!);
      if (found !== undefined) return found;
    } else if (entry !== undefined) {
      watch.judged['state-machine-safety'] += 1;
      if (entry.term === known.entry.term && isSame(entry, known.entry)) continue;
      return unsafe(
        `${watch.name(seen.id)} committed "${describe(entry)}" of term ${entry.term} at index ${index}, where "${describe(known.entry)}" of term ${known.entry.term} was committed before.`,
      );
    }
  }
  return undefined;
}

/** §5.4.3, §8: a replica's store is what the committed entries make it, each applied once and in order. */
export function checkApplied(watch: Watch, seen: Seen, state: State): Found {
  const { committed } = watch.ledger;
  if (state.lastApplied < seen.lastApplied || state.lastApplied > state.commitIndex) {
    return unsafe(
      `${watch.name(seen.id)} applied up to index ${state.lastApplied} after ${seen.lastApplied}, with ${state.commitIndex} committed.`,
    );
  }
  const isOne = state.lastApplied === seen.lastApplied + 1;
  const checked: Json[] = isOne ? NONE : [];
  for (let index = Math.min(state.lastApplied, committed.length); index > seen.lastApplied; index--) {
    const { entry, after } = committed[index - 1]!;
    if (entry.command.kind !== 'operation') continue;
    const key = keyOf(entry.command.key);
    if (checked.includes(key)) continue;
    if (!isOne) checked.push(key);
    watch.judged['state-machine-safety'] += 1;
    const actual = state.machine.data.get(key) ?? null;
    if (matches(after, actual)) continue;
    return unsafe(
      `after index ${index} ("${describe(entry)}") ${watch.name(seen.id)} has ${JSON.stringify(actual)} under ${JSON.stringify(key)}, but the committed entries make it ${show(after)}.`,
    );
  }
  return undefined;
}

/** §7: a snapshot ends with an entry that there is. Looked at first: all that rests on its term breaks with it. */
export function checkSnapshotTerm(watch: Watch, seen: Seen, { snapshot }: State): Found {
  const variants = watch.variants[snapshot.index];
  let same = variants;
  while (same !== undefined && same.entry.term !== snapshot.term) same = same.other;
  if (variants === undefined || same !== undefined) return undefined;
  return {
    rule: 'snapshot-complete',
    explanation: `${watch.name(seen.id)} has a snapshot that ends at index ${snapshot.index} with an entry of term ${snapshot.term}, but the entry there is of term ${variants.entry.term}.`,
  };
}

/** §7: a node that goes on from a snapshot has the term, the data and the sessions that belong to it. */
export function checkRestored(watch: Watch, seen: Seen, state: State): Found {
  const { log, machine, snapshot } = state;
  const known = watch.ledger.committed[snapshot.index - 1];
  if (known === undefined) return undefined;
  watch.judged['snapshot-complete'] += 1;
  const broken = (explanation: string): Found => ({
    rule: 'snapshot-complete',
    explanation: `${watch.name(seen.id)}, at its snapshot of index ${snapshot.index}: ${explanation}`,
  });
  const term = known.entry.term;
  if (snapshot.term !== term || log.snapshotIndex !== snapshot.index || log.snapshotTerm !== term) {
    return broken(`the last entry is of term ${term}, not ${snapshot.term} (log: ${log.snapshotTerm}).`);
  }
  const sessions = snapshot.sessions.length;
  if (known.sessions < SESSIONS_COMPARED && sessions !== known.sessions) {
    return broken(
      `it has ${sessions} client sessions instead of ${known.sessions}: retries would be applied again.`,
    );
  }
  if (snapshot.data.length !== known.keys) {
    return broken(`it has ${snapshot.data.length} keys instead of ${known.keys}.`);
  }
  if (state.lastApplied !== snapshot.index) return undefined;
  if (known.sessions < SESSIONS_COMPARED && machine.sessions.size !== known.sessions) {
    return broken(`the node took over ${machine.sessions.size} client sessions of ${known.sessions}.`);
  }
  for (const value of watch.ledger.values.values()) {
    if (value.index > snapshot.index) continue;
    const actual = machine.data.get(value.key) ?? null;
    if (matches(value, actual)) continue;
    return broken(`${JSON.stringify(value.key)} is ${JSON.stringify(actual)}, not ${show(value)}.`);
  }
  return undefined;
}

/** §5.3: a leader counts on no entry that its follower does not have, and never probes where it was refused. */
export function checkFollowers(watch: Watch, seen: Seen, state: State): Found {
  for (const peer of state.peers.values()) {
    if (peer.probing && peer.next > peer.refused) {
      return {
        rule: 'back-up',
        explanation: `${watch.name(seen.id)} was refused by ${watch.name(peer.id)} after index ${peer.refused} and goes on from ${peer.next} nevertheless: their logs never meet.`,
      };
    }
    if (peer.refused !== Infinity) watch.judged['back-up'] += 1;
    const before = seen.matches[peer.id] ?? 0;
    if (before === peer.match) continue;
    seen.matches[peer.id] = peer.match;
    if (peer.match === 0) continue; // it was a member before, and is again
    if (peer.match < before) {
      return {
        rule: 'back-up',
        explanation: `${watch.name(seen.id)}, leader of term ${state.term}, knew that ${watch.name(peer.id)} had everything up to index ${before}, and now only up to ${peer.match}: a late answer made it forget (figure 2: it only grows).`,
      };
    }
    const follower = watch.nodes.get(peer.id);
    if (follower?.state === undefined || !follower.up) continue;
    const found = checkAcknowledged(watch, seen.id, state, peer.id, follower.state);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Figure 2: what a node acknowledged it still has after a crash. */
export function checkAcknowledgedKept(watch: Watch, seen: Seen, state: State): Found {
  for (const other of watch.nodes.values()) {
    if (!other.up || other.state?.role !== 'leader' || other.id === seen.id) continue;
    const found = checkAcknowledged(watch, other.id, other.state, seen.id, state);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkAcknowledged(
  watch: Watch,
  leader: NodeId,
  leading: State,
  follower: NodeId,
  following: State,
): Found {
  const match = leading.peers.get(follower)?.match ?? 0;
  // A follower of a later term may have replaced what it acknowledged in this one.
  if (match === 0 || following.term > leading.term) return undefined;
  watch.judged['acknowledged-is-stored'] += 1;
  const held = termIn(following, match);
  const expected = termIn(leading, match);
  const isHeld = held === undefined || expected === undefined ? endOf(following) >= match : held === expected;
  if (isHeld && following.term === leading.term) return undefined;
  return {
    rule: 'acknowledged-is-stored',
    explanation: `${watch.name(leader)}, leader of term ${leading.term}, counts on ${watch.name(follower)} up to index ${match}, but its log (term ${following.term}) ends at ${endOf(following)} and holds ${held === undefined || held < 0 ? 'nothing' : `term ${held}`} there.`,
  };
}

const NONE: Json[] = [];

const unsafe = (explanation: string): Found => ({ rule: 'state-machine-safety', explanation });
