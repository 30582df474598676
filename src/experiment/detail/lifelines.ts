/**
 * Lifelines: which nodes a space-time diagram shows when there are more than fit.
 *
 * Those that it is about, then those they exchange most messages with. Knows node numbers and a trace.
 */
import type { NodeId } from '../../model/message.js';
import type { Trace } from '../../world/trace.js';

/** Nodes that can be shown side by side. */
const LIFELINES_MAX = 12;
/** Of those that it is about, so that there is room for the nodes they talk to. */
const FOCUS_MAX = 6;

/** In order of their numbers. `nodes`: how many have a model, numbered from 0; `focus`: what it is about. */
export function chooseLifelines(nodes: number, focus: readonly NodeId[], trace: Trace): readonly NodeId[] {
  const all = Array.from({ length: Math.min(nodes, LIFELINES_MAX) }, (_, id) => id);
  if (nodes <= LIFELINES_MAX) return all;
  const about = new Set(focus.filter((id) => id < nodes).slice(0, FOCUS_MAX));
  const exchanged = new Map<NodeId, number>();
  const count = (id: NodeId) => {
    if (id < nodes && !about.has(id)) exchanged.set(id, (exchanged.get(id) ?? 0) + 1);
  };
  for (const { from, to } of trace.messages) {
    if (about.has(from)) count(to);
    if (about.has(to)) count(from);
  }
  const partners = [...exchanged].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id]) => id);
  const chosen = [...new Set([...about, ...partners, ...all])].slice(0, LIFELINES_MAX);
  return chosen.sort((a, b) => a - b);
}
