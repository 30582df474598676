/**
 * What must hold of a leaderless store however its quorums are set, and what its settings cost, seen from outside.
 *
 * Goes by what handlers note, so that a step costs what it did. Copies are on disk, so a crash takes none away.
 */
import type { Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { createAgreement } from './monitor/agreement.js';
import { createMeasures } from './monitor/measures.js';
import type { Note, Place, State, Versions } from './types.js';
import { covers, idOf, merge, type Version } from './versions.js';

export const RULES = [
  'only-what-was-written',
  'acknowledged-is-stored',
  'deleted-stays-deleted',
  'reconciled',
] as const;
type RuleName = (typeof RULES)[number];

export function monitor(_members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const judged = new Map<string, number>(RULES.map((rule) => [rule, 0]));
  /** What each write was, by its version. */
  const issued = new Map<string, string>();
  /** Who has stored a version that is not acknowledged yet. */
  const holders = new Map<string, Set<NodeId>>();
  /** Per node and key: the deletes it has held. */
  const deletes = new Map<string, Versions>();
  const measures = createMeasures();
  const agreement = createAgreement();

  const test = (rule: RuleName, isBroken: boolean, explanation: () => string): Violation | undefined => {
    judged.set(rule, judged.get(rule)! + 1);
    return isBroken ? { rule, explanation: explanation() } : undefined;
  };

  function kept(node: NodeId, state: State, place: Place, versions: Versions): Violation | undefined {
    for (const version of versions) {
      const id = idOf(version);
      holders.get(id)?.add(node);
      const broken = test(
        'only-what-was-written',
        issued.get(id) !== writtenAs(place.slot, version),
        () => `${name(node)} holds ${told(version)} under ${place.slot}, which nobody wrote there`,
      );
      if (broken !== undefined) return broken;
    }
    return place.owner === node ? staysDeleted(node, state, place, versions) : undefined;
  }

  function staysDeleted(
    node: NodeId,
    state: State,
    { slot }: Place,
    versions: Versions,
  ): Violation | undefined {
    const at = `${node} ${slot}`;
    const tombstones = versions.filter(({ deleted }) => deleted);
    const known = merge(state.rule, deletes.get(at) ?? [], tombstones);
    if (known.length === 0) return undefined;
    deletes.set(at, known);
    const back = (state.entries.get(slot) ?? []).find(
      (version) => !version.deleted && known.some((each) => covers(state.rule, each, version)),
    );
    return test(
      'deleted-stays-deleted',
      back !== undefined,
      () =>
        `${name(node)} had deleted ${slot} and holds ${told(back!)} again, which is older than the delete`,
    );
  }

  function acknowledged(node: NodeId, version: Version, need: number): Violation | undefined {
    const holding = holders.get(idOf(version))!.size;
    holders.delete(idOf(version));
    return test(
      'acknowledged-is-stored',
      holding < need,
      () => `${name(node)} acknowledged ${told(version)}, which ${holding} of ${need} nodes had stored`,
    );
  }

  function reconciled(
    node: NodeId,
    { entries, rule }: State,
    slot: string,
    sent: Versions,
  ): Violation | undefined {
    const held = [...(entries.get(slot) ?? []), ...(deletes.get(`${node} ${slot}`) ?? [])];
    const lacking = sent.find((version) => !held.some((each) => covers(rule, each, version)));
    return test(
      'reconciled',
      lacking !== undefined,
      () => `${name(node)} was sent ${told(lacking!)} of ${slot} by anti-entropy and holds nothing as new`,
    );
  }

  function judge(note: Note, node: NodeId, state: State): Violation | undefined {
    if (note.kind === 'issued') {
      issued.set(idOf(note.version), writtenAs(note.slot, note.version));
      holders.set(idOf(note.version), new Set());
    } else if (note.kind === 'kept') {
      const broken = kept(node, state, note.place, note.versions);
      if (broken !== undefined || !note.reconciles) return broken;
      return reconciled(node, state, note.place.slot, note.versions);
    } else if (note.kind === 'acknowledged') return acknowledged(node, note.version, note.need);
    return undefined;
  }

  return {
    rules: RULES,
    after(node, state, now) {
      agreement.saw(node, state);
      let broken: Violation | undefined;
      for (const note of state.notes) {
        measures.saw(note, node, state.rule, now);
        broken ??= judge(note, node, state);
      }
      return broken;
    },
    measures: () => [...measures.list(), agreement.measure()],
    judged: (rule) => judged.get(rule) ?? 0,
  };
}

const writtenAs = (slot: string, { value, deleted }: Version): string =>
  JSON.stringify([slot, value, deleted]);

const told = (version: Version): string =>
  `${version.deleted ? 'a delete' : JSON.stringify(version.value)} (version ${idOf(version)})`;
