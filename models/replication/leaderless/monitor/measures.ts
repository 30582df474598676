/**
 * What reads and writes come to, measured from outside: staleness in time and in versions, repairs, lost writes.
 *
 * A read is stale if a write had been acknowledged when its coordinator began, and what it returned ranks lower:
 * the t-visibility and k-staleness of Bailis et al., VLDB 2012, §2 and §3. Judges nothing.
 */
import type { Duration, Instant, Measure, NodeId } from '../../../../src/model/index.js';
import type { Note } from '../types.js';
import { compareRank, idOf, type Rule, type Version } from '../versions.js';

export interface Measures {
  saw(note: Note, node: NodeId, rule: Rule, now: Instant): void;
  list(): readonly Measure[];
}

interface Commit {
  readonly version: Version;
  readonly at: Instant;
}

/** Further back nobody looks: a read that misses more counts as missing so many. */
const COMMITS_MAX = 1000;
/** Of the last so many versions a read may return one: k-staleness. The very last one is told apart. */
const LAST = [2, 3, 5, 10] as const;

export function createMeasures(): Measures {
  /** Per key: what was acknowledged, the highest rank last. */
  const commits = new Map<string, Commit[]>();
  const issuedAt = new Map<string, Instant>();
  const began = new Map<string, Instant>();
  /** Whether probes saw their write, by how long after it. */
  const probes = new Map<Duration, number[]>();
  const figures = {
    stale: [] as number[],
    staleness: [] as number[],
    missed: [] as number[],
    behind: [] as number[],
    apart: [] as number[],
    lost: [] as number[],
    waited: [] as number[],
  };

  /** Acknowledged by then, and ranking above what was read. */
  function missedBy(slot: string, read: Version | undefined, by: Instant, rule: Rule): readonly Commit[] {
    const missed: Commit[] = [];
    const known = commits.get(slot) ?? [];
    // Nothing is what a delete leaves once it is forgotten.
    if (read === undefined && known.findLast(({ at }) => at <= by)?.version.deleted === true) return missed;
    for (let i = known.length - 1; i >= 0; i--) {
      const commit = known[i]!;
      if (read !== undefined && compareRank(rule, commit.version, read) <= 0) break;
      if (commit.at <= by) missed.push(commit);
    }
    return missed;
  }

  function acknowledged(slot: string, version: Version, rule: Rule, at: Instant): void {
    const known = commits.get(slot) ?? [];
    commits.set(slot, known);
    let place = known.length;
    while (place > 0 && compareRank(rule, known[place - 1]!.version, version) > 0) place--;
    const since = issuedAt.get(idOf(version))!;
    issuedAt.delete(idOf(version));
    figures.lost.push(known.slice(place).some((commit) => commit.at <= since) ? 1 : 0);
    known.splice(place, 0, { version, at });
    if (known.length > COMMITS_MAX) known.shift();
  }

  function read(
    slot: string,
    version: Version | undefined,
    since: Instant,
    probedAfter: Duration | undefined,
    rule: Rule,
  ): void {
    const missed = missedBy(slot, version, since, rule);
    if (probedAfter !== undefined) {
      const seen = probes.get(probedAfter) ?? [];
      probes.set(probedAfter, seen);
      seen.push(missed.length === 0 ? 1 : 0);
      return;
    }
    if (!commits.has(slot)) return; // nothing was written yet that it could miss
    figures.behind.push(missed.length);
    figures.stale.push(missed.length === 0 ? 0 : 1);
    if (missed.length === 0) return;
    figures.missed.push(missed.length);
    figures.staleness.push(since - Math.min(...missed.map(({ at }) => at)));
  }

  return {
    saw(note, node, rule, now) {
      if (note.kind === 'issued') issuedAt.set(idOf(note.version), now);
      else if (note.kind === 'acknowledged') acknowledged(note.slot, note.version, rule, now);
      else if (note.kind === 'began') began.set(`${node}/${note.id}`, now);
      else if (note.kind === 'gave up') began.delete(`${node}/${note.id}`);
      else if (note.kind === 'compared') figures.apart.push(note.differed ? 1 : 0);
      else if (note.kind === 'handed over') figures.waited.push(note.waited);
      else if (note.kind === 'read') {
        const since = began.get(`${node}/${note.id}`)!;
        began.delete(`${node}/${note.id}`);
        read(note.slot, note.versions[0], since, note.probedAfter, rule);
      }
    },
    list: () => [
      { key: 'stale', name: 'reads that missed an acknowledged write', unit: 'share', values: figures.stale },
      {
        key: 'staleness',
        name: 'time since the first write that such a read missed',
        unit: 'duration',
        values: figures.staleness,
      },
      { key: 'missed', name: 'writes that such a read missed', unit: 'count', values: figures.missed },
      { key: 'behind', name: 'versions that a read was behind', unit: 'count', values: figures.behind },
      ...LAST.map((k): Measure => {
        const values = figures.behind.map((behind) => (behind < k ? 1 : 0));
        return { key: `within-${k}`, name: `reads of one of the last ${k} versions`, unit: 'share', values };
      }),
      ...[...probes]
        .sort(([a], [b]) => a - b)
        .map(
          ([after, values]): Measure => ({ name: 'reads that see a write', unit: 'share', values, after }),
        ),
      { key: 'apart', name: 'reads that found replicas apart', unit: 'share', values: figures.apart },
      {
        key: 'lost',
        name: 'acknowledged writes lost to an earlier one',
        unit: 'share',
        values: figures.lost,
      },
      { key: 'hint-wait', name: 'time a hint waited', unit: 'duration', values: figures.waited },
    ],
  };
}
