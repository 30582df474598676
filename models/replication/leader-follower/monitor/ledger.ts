/**
 * Every write that was acknowledged, and which of them the leader of the latest epoch does not have.
 *
 * A write that an old leader acknowledges when a later one leads is lost unless that one has it. What is lost is
 * told once. Knows nothing of nodes.
 */
import { epochAt } from '../../durable-log.js';
import type { Entry } from '../types.js';

export interface Ledger {
  /** These writes were acknowledged now; those that are lost at once. */
  acknowledged(entries: readonly Entry[]): readonly Entry[];
  /** A node begins to lead with this log; what was acknowledged and is not in it. */
  promoted(epoch: number, log: readonly Entry[]): readonly Entry[];
}

export function createLedger(): Ledger {
  let known: readonly Entry[] = [];
  const added: Entry[] = [];
  const told = new Set<string>();
  let latest: { readonly epoch: number; readonly log: readonly Entry[] } = { epoch: 0, log: [] };
  const losing = (entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(({ index, epoch }) => {
      if (epochAt(latest.log, index) === epoch || told.has(`${index}/${epoch}`)) return false;
      told.add(`${index}/${epoch}`);
      return true;
    });
  return {
    acknowledged(entries) {
      added.push(...entries);
      return losing(entries.filter(({ epoch }) => epoch < latest.epoch));
    },
    promoted(epoch, log) {
      if (epoch < latest.epoch) return [];
      latest = { epoch, log: [...log] };
      known = [...known, ...added.splice(0)];
      const lost = losing(known);
      known = known.filter((entry) => epochAt(log, entry.index) === entry.epoch);
      return lost;
    },
  };
}
