/**
 * Choosing nodes at random: one, or several that differ.
 *
 * Knows nothing of what they are chosen for.
 */
import type { NodeId } from '../../src/model/index.js';

/** A uniform draw in [0, 1). */
type Uniform = () => number;

/** One of `nodes`, each as likely. */
export const anyOf = (nodes: readonly NodeId[], uniform: Uniform): NodeId =>
  nodes[Math.floor(uniform() * nodes.length)]!;

/** One of `nodes` other than `but`; `but` if there is no other. */
export function anyOther(nodes: readonly NodeId[], but: NodeId, uniform: Uniform): NodeId {
  const at = nodes.indexOf(but);
  const others = nodes.length - (at < 0 ? 0 : 1);
  if (others <= 0) return but;
  const drawn = Math.floor(uniform() * others);
  return nodes[at >= 0 && drawn >= at ? drawn + 1 : drawn]!;
}

/**
 * Moves `count` of `deck`, drawn at random without replacement, to its front (Fisher and Yates; Knuth, The Art of
 * Computer Programming, volume 2, §3.4.2, algorithm P). Whatever order the deck is in, the draw is uniform.
 */
export function shuffleFront(deck: NodeId[], count: number, uniform: Uniform): void {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniform() * (deck.length - i));
    const drawn = deck[j]!;
    deck[j] = deck[i]!;
    deck[i] = drawn;
  }
}
