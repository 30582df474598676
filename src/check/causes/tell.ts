/**
 * What is told of a contradiction in the order of causes: the answer, what it should have shown, and how that is known.
 *
 * Takes what was found; decides nothing.
 */
import { NONE, type SessionHistory } from '../sessions/history.js';
import { capital, type Told, told, type Words, wordsFor } from '../sessions/tell.js';
import type { Finding } from './finding.js';
import type { Lanes, Link } from './lanes.js';

export interface Causes {
  readonly history: SessionHistory;
  readonly object: string;
  readonly lanes: Lanes;
  /** From what was written to who saw it, and what follows from the guarantee. */
  readonly links: readonly Link[];
}

/** Of a long chain of causes, so many are told at each end. */
const STEPS_SHOWN = 3;

export function tellFinding(causes: Causes, finding: Finding): Told {
  const { history } = causes;
  const words = wordsFor(causes);
  const { sentence, chains } = wordsOn(finding, causes, words);
  const steps = chains.flatMap((chain) => stepsOf(chain, causes, words));
  const shown =
    steps.length <= 2 * STEPS_SHOWN
      ? steps
      : [
          ...steps.slice(0, STEPS_SHOWN),
          `and so on over ${steps.length - 2 * STEPS_SHOWN} more`,
          ...steps.slice(-STEPS_SHOWN),
        ];
  const why = shown.length === 0 ? '' : ` ${capital(shown.join('; '))}.`;
  const involved =
    'nodes' in finding ? chains.flat() : [finding.read, ...versionsIn(finding), ...chains.flat()];
  return told({ history }, `${capital(sentence)}${why}`, involved);
}

function versionsIn(finding: Exclude<Finding, { kind: 'circle' }>): readonly number[] {
  switch (finding.kind) {
    case 'unheard of':
      return [];
    case 'overwritten':
      return [finding.version, finding.by];
    case 'lacking':
    case 'twice':
      return [finding.version];
    case 'order':
      return [finding.first, finding.then];
    case 'apart':
      return [finding.other];
  }
}

function wordsOn(
  finding: Finding,
  causes: Causes,
  words: Words,
): { readonly sentence: string; readonly chains: readonly (readonly number[])[] } {
  switch (finding.kind) {
    case 'circle': {
      const { nodes } = finding;
      return {
        sentence: 'what was seen goes round in a circle, so that no effect has its cause before it.',
        chains: [[...nodes, nodes[0]!]],
      };
    }
    case 'unheard of':
      return { sentence: `${words.answered(finding.read)} shows what nobody wrote.`, chains: [] };
    case 'overwritten': {
      const { read, version, by } = finding;
      const from = version < causes.history.operations.length ? pathTo(by, version, causes) : [by];
      return {
        sentence: `${words.answered(read)} shows ${words.value(version)}, although ${words.value(by)}, which came after that, is in its past.`,
        chains: [from, pathTo(read, by, causes)],
      };
    }
    case 'lacking': {
      const { read, version } = finding;
      return {
        sentence: `${words.answered(read)} lacks ${words.value(version)}, which is in its past.`,
        chains: [pathTo(read, version, causes)],
      };
    }
    case 'order': {
      const { read, first, then } = finding;
      return {
        sentence: `${words.answered(read)} shows ${words.value(first)} before ${words.value(then)}, although that is in the past of ${words.value(first)}.`,
        chains: [pathTo(first, then, causes)],
      };
    }
    case 'apart':
      return {
        sentence: `${words.answered(finding.read)} and ${words.answered(finding.other).replace(/,$/, '')} do not begin in the same way, as all do of one list that grows.`,
        chains: [],
      };
    case 'twice':
      return {
        sentence: `${words.answered(finding.read)} shows ${words.value(finding.version)} twice.`,
        chains: [],
      };
  }
}

/** A shortest way from a cause to its effect, operation by operation. */
function pathTo(effect: number, cause: number, { lanes, links }: Causes): readonly number[] {
  const { lane, place } = lanes;
  const incoming = new Map<number, number[]>();
  for (const { from, to } of [...lanes.branches, ...links]) {
    const known = incoming.get(to);
    if (known === undefined) incoming.set(to, [from]);
    else known.push(from);
  }
  const next = new Map<number, number>([[effect, NONE]]);
  const queue = [effect];
  for (let at = 0; at < queue.length && !next.has(cause); at++) {
    const node = queue[at]!;
    const previous = place[node] === 0 ? [] : [lanes.lanes[lane[node]!]![place[node]! - 1]!];
    for (const from of [...(incoming.get(node) ?? []), ...previous]) {
      if (next.has(from)) continue;
      next.set(from, node);
      queue.push(from);
    }
  }
  const path: number[] = [];
  for (let node = cause; node !== NONE; node = next.get(node) ?? NONE) path.push(node);
  return path;
}

/** What one session did in a row is one step. */
function stepsOf(chain: readonly number[], { history, links }: Causes, words: Words): string[] {
  const { operations, session } = history;
  const nodes = chain.filter((node) => node < operations.length);
  const within = new Set(nodes);
  const forced = new Set(
    links
      .filter((link) => link.forced === true && within.has(link.from) && within.has(link.to))
      .map(({ from, to }) => `${from} ${to}`),
  );
  const isOwn = (a: number, b: number) =>
    session[a] === session[b] && a < b && operations[a]!.outcome === 'ok';
  const steps: string[] = [];
  for (let i = 1; i < nodes.length; i++) {
    const from = nodes[i - 1]!;
    while (isOwn(from, nodes[i]!) && i + 1 < nodes.length && isOwn(nodes[i]!, nodes[i + 1]!)) i++;
    const to = nodes[i]!;
    if (isOwn(from, to)) steps.push(`${words.name(from)} came before ${words.name(to)}`);
    else if (forced.has(`${from} ${to}`) || history.writes[from] === 0)
      steps.push(`${words.name(from)} must be before ${words.name(to)}`);
    else steps.push(`${words.name(to)} saw ${words.value(from)}`);
  }
  return steps;
}
