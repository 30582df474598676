/** What a test of a chain should know. Data only; a condition is noted where it comes about. */
import type { Assumptions } from '../../../src/model/index.js';

type Settings = Readonly<Record<string, unknown>>;

/** Leases rest on the rate of clocks; nothing is promised once it is beyond the bound. */
export const assumes = ({ driftBound }: Settings): Assumptions => ({
  never: ['message-altered', 'record-lost'],
  clockDriftMax: Number(driftBound),
  goneMax: 0, // the first node is the master, and nobody takes its place
});

const ALWAYS = [
  'a silent node is dropped from the chain',
  'a node has joined the chain',
  'entries are cut from a log',
] as const;
const CRAQ = [
  'a read of a clean key is answered before the tail',
  'a read of a dirty key waits for the tail',
] as const;

export type Condition = (typeof ALWAYS | typeof CRAQ)[number];

/** Those that can come about with these parameters. */
export const sometimes = ({ reads }: Settings): readonly Condition[] => [
  ...ALWAYS,
  ...(reads === 'any' ? CRAQ : []),
];
