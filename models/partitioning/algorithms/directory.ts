/**
 * Directory: a table says whose each slot is, and a key's slot is the remainder of its hash.
 *
 * As Redis Cluster does with 16,384 slots, Couchbase with 1,024 vBuckets, and many more with a fixed number of
 * partitions (Kleppmann, "Designing Data-Intensive Applications", chapter 6). Slots go one by one from whoever has most
 * for its weight to whoever has least, as few as will do; single keys may be pinned.
 */

import { withMembers } from '../change.js';
import { remainder } from '../hash/word.js';
import type { Algorithm, Change, Key, Layout, Member, Partitioner } from '../types.js';
import { pinnedPlaces } from './cells.js';
import { inTurn } from './modulo.js';

export const directory: Algorithm = {
  name: 'directory',
  about: 'a table of slots, moved one by one',
  source: 'Redis Cluster specification; Kleppmann, DDIA, ch. 6',
  weighted: true,
  reads: ['hash', 'slots'],
  movesLeast: true,
  build(layout: Layout): Partitioner {
    const { members, table } = layout;
    const slots = table.length;
    const places = new Map(members.map(({ id }, place) => [id, place]));
    const memberOf = Int32Array.from(table, (id) => places.get(id)!);
    const pinned = pinnedPlaces(layout);
    const bySlot = ({ high, low }: Key) => memberOf[remainder(high, low, slots)]!;
    const owner = pinned.size === 0 ? bySlot : (key: Key) => pinned.get(key.text) ?? bySlot(key);
    return {
      members,
      owner,
      order: (key) => inTurn(owner(key), members.length),
      shares() {
        const shares = members.map(() => 0);
        for (const member of memberOf) shares[member]! += 1 / slots;
        return shares;
      },
    };
  },
  start: (layout) => ({ ...layout, table: dealt(layout) }),
  change(layout: Layout, change: Change): Layout {
    const next = withMembers(layout, change);
    return { ...next, table: tableAfter(layout, next, change) };
  },
};

/** Only the one that changes gives slots or takes some, until it has its fair share. */
function tableAfter(before: Layout, next: Layout, change: Change): readonly string[] {
  if (change.kind === 'remove') return given(next, change.id, 0);
  const id = change.kind === 'add' ? change.member.id : change.id;
  const old = before.members.find((each) => each.id === id)?.weight ?? 0;
  const { weight } = next.members.find((each) => each.id === id)!;
  const total = next.members.reduce((sum, each) => sum + each.weight, 0);
  const fair = (next.table.length * weight) / total;
  if (weight > old) return taken(next, id, Math.floor(fair));
  return weight < old ? given(next, id, Math.ceil(fair)) : next.table;
}

/** Slots one after the other to whoever has least for its weight. */
function dealt({ members, settings }: Layout): readonly string[] {
  const counts = new Map<string, number>();
  return Array.from({ length: settings.slots }, () => {
    const { id } = leastLoaded(members, counts);
    counts.set(id, (counts.get(id) ?? 0) + 1);
    return id;
  });
}

/** The table once a member has taken slots from whoever had most, until it has so many. */
function taken({ members, table }: Layout, id: string, wanted: number): readonly string[] {
  const counts = countsOf(table);
  const after = [...table];
  while ((counts.get(id) ?? 0) < wanted) {
    const others = members.filter((each) => each.id !== id && (counts.get(each.id) ?? 0) > 0);
    const from = others.reduce((most, each) => (loadOf(each, counts) > loadOf(most, counts) ? each : most));
    after[after.lastIndexOf(from.id)] = id;
    counts.set(from.id, counts.get(from.id)! - 1);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return after;
}

/** The table once a member has given away all slots but so many. */
function given({ members, table }: Layout, id: string, keep: number): readonly string[] {
  const counts = countsOf(table);
  const others = members.filter((each) => each.id !== id);
  return table.map((owner) => {
    if (owner !== id || counts.get(id)! <= keep) return owner;
    const to = leastLoaded(others, counts).id;
    counts.set(id, counts.get(id)! - 1);
    counts.set(to, (counts.get(to) ?? 0) + 1);
    return to;
  });
}

function countsOf(table: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of table) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

const loadOf = ({ id, weight }: Member, counts: ReadonlyMap<string, number>): number =>
  (counts.get(id) ?? 0) / weight;

/** Whom one more slot would load least; the first of equals. */
const leastLoaded = (members: readonly Member[], counts: ReadonlyMap<string, number>): Member => {
  const after = ({ id, weight }: Member) => ((counts.get(id) ?? 0) + 1) / weight;
  return members.reduce((least, each) => (after(each) < after(least) ? each : least));
};
