/**
 * `pn-counter`: a counter that goes up and down, and is right in the end. Every final read is the sum of all that was
 * acknowledged and of any part of what may have happened. After Maelstrom, which marks such reads `final?`.
 */
import type { Operation } from '../../observe/history.js';
import { amountOf, malformedAmount } from './counter.js';
import { holds, sumsOf } from './sums.js';
import { eventOf, someOf, type Tally, type TallyChecker, tellSome } from './tally.js';

export const pnCounter: TallyChecker = {
  malformed: malformedAmount,
  check(operations): Tally {
    const changes = operations.filter(({ f }) => f !== 'read');
    const reads = operations
      .filter(({ f, outcome, final }) => f === 'read' && outcome === 'ok' && final === true)
      .sort((a, b) => a.end - b.end);
    const judged = reads.length;
    const values = reads.map(({ output }) => output);
    let definite = 0;
    for (const change of changes) if (change.outcome === 'ok') definite += amountOf(change);
    const open = changes.filter(({ outcome }) => outcome === 'info');
    const acceptable = sumsOf(definite, open.map(amountOf));
    if (acceptable === undefined) {
      const reason = `what ${open.length} unfinished changes can come to was too much to count`;
      return { verdict: 'unknown', reason, judged, map: { 'final-reads': values }, failures: [] };
    }
    const errors = reads.filter(({ output }) => !holds(acceptable, output as number));
    return {
      verdict: errors.length === 0 ? 'valid' : 'invalid',
      judged,
      map: { errors: errors.map(eventOf), 'final-reads': values, acceptable },
      failures: someOf(
        tellSome(errors, (read: Operation) => {
          const sums = acceptable.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
          const some = sums.length > 8 ? [...sums.slice(0, 8), '…'] : sums;
          const unsure = open.length === 0 ? '' : ` (${open.length} of its changes were never answered)`;
          const explanation = `process ${read.process} read ${read.output} at last (event ${read.end}), but the counter can only be ${some.join(', ')}${unsure}`;
          return { explanation, window: [...open, read].sort((a, b) => a.start - b.start) };
        }),
      ),
    };
  },
};
