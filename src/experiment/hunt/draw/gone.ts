/**
 * Who stays away when all is healed: a minority, until the end of the run. The others are to go on without it.
 *
 * Knows nothing of how progress is judged.
 */
import type { Fault, FaultAction } from '../../../scenario/scenario.js';
import { type Choose, chance, oneOf, weighted } from '../choose.js';
import { canDraw, type Kind } from './actions.js';
import type { Cluster } from './cluster.js';
import { drawMembers } from './nodes.js';
import { drawInstant, type Span } from './times.js';

const OFTEN = 0.5;

/** At most one fault that lasts until the end, where there is a calm phase. */
export function drawGone(
  choose: Choose,
  cluster: Cluster,
  kinds: readonly Kind[],
  span: Span,
): readonly Omit<Fault, 'text'>[] {
  if (cluster.healedAt === undefined || cluster.healedAt < span.endsBy || !chance(choose, OFTEN)) return [];
  // Where members change, those who are gone could be all that are left.
  const groups = kinds.includes('ask') ? [] : cluster.groups.filter(({ goneMax }) => goneMax > 0);
  if (groups.length === 0) return [];
  const group = oneOf(choose, groups);
  const ways = (['crash', 'partition', 'pause'] as const).filter(
    (kind) => cluster.kinds.includes(kind) && canDraw(kind, cluster, group),
  );
  if (ways.length === 0) return [];
  const nodes = drawMembers(choose, group, choose.integer(1, group.goneMax));
  const way = weighted(
    choose,
    ways.map((kind) => [kind === 'crash' ? 2 : 1, kind] as const),
  );
  const action: FaultAction =
    way === 'partition'
      ? { kind: way, shape: { kind: 'isolate', of: nodes } }
      : way === 'crash'
        ? { kind: way, nodes, disk: undefined }
        : { kind: way, nodes };
  return [{ at: drawInstant(choose, span, []), duration: undefined, action }];
}
