/**
 * What a test of a leaderless store should know: what it takes for granted, and what should happen.
 *
 * Data only; a condition is noted by `ctx.sometimes` at the line where it comes about.
 */
import type { Assumptions } from '../../../src/model/index.js';

/** Parameters as a scenario sets them. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * Nobody remembers which requests were carried out, so one that is there twice is carried out twice. Clocks matter
 * where the last write wins and where tombstones have a grace; drift within a run is much shorter than a grace.
 */
export const assumes = ({ versions, grace }: Settings): Assumptions => ({
  never: [
    'message-altered',
    'record-lost',
    'message-duplicated',
    ...(versions === 'lww' || grace !== Infinity ? (['clock-jump'] as const) : []),
  ],
});

const ALWAYS = ['a read finds replicas apart', 'a quorum does not answer in time'] as const;

/** Those that can come about with these parameters. */
export const sometimes = ({
  versions,
  readRepair,
  hintedHandoff,
  sloppy,
  antiEntropy,
}: Settings): readonly string[] => [
  ...ALWAYS,
  ...(versions === 'version-vector' ? ['a read finds versions in conflict'] : []),
  ...(readRepair === 'none' ? [] : ['a read repairs a replica']),
  ...(hintedHandoff === true ? ['a hint is handed over'] : []),
  ...(sloppy === true ? ['a node stands in for a replica'] : []),
  ...(antiEntropy === Infinity ? [] : ['anti-entropy finds a difference']),
];
