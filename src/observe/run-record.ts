/**
 * What one run leaves behind: histories, series, counters, faults and broken rules, as plain data.
 *
 * Written by the world and the workload, judged by `check`, added up by `experiment`. Instants in ns.
 */
import type { Json } from '../kernel/json.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Operation } from './history.js';
import type { Metrics } from './metrics.js';
import type { StationAudit, StationMetrics } from './station.js';

export interface RunRecord {
  readonly seed: string;
  /** Digest of every event and every operation, 16 hex digits. */
  readonly digest: string;
  /** Events handled. */
  readonly events: number;
  /** When the run ended; before the scenario's duration if it was stopped. */
  readonly endedAt: Instant;
  /** Why it was stopped before its time, if it was. */
  readonly stopped: string | undefined;
  /** Of groups whose history is not kept there are no operations. */
  readonly clients: readonly ClientRecord[];
  /** What came of the operations of those groups. */
  readonly unrecorded: Metrics['clients'];
  readonly faults: readonly FaultRecord[];
  readonly series: readonly SeriesPoint[];
  readonly counters: readonly { readonly node: string; readonly name: string; readonly value: number }[];
  /** What each group's monitor measured: one figure per occurrence, durations in ns. */
  readonly measures: readonly MeasureRecord[];
  readonly violations: readonly ViolationRecord[];
  /** How often each rule of each group's monitor was put to the test. */
  readonly rules: readonly { readonly group: string; readonly rule: string; readonly judged: number }[];
  /** What each group's model should sometimes see, whether it was reached or not. */
  readonly conditions: readonly ConditionRecord[];
  /** In which order versions came about, of groups of whose clients an expectation asks how stale they read. */
  readonly orders: readonly OrderRecord[];
  /** What replicas held, of groups that an expectation asks about. */
  readonly contents: readonly ContentsRecord[];
  /** What came to each group's resources. */
  readonly stations: readonly StationMetrics[];
  /** The books of each node's resources, for {@link auditProblems}. */
  readonly audits: readonly StationAudit[];
}

export interface ClientRecord {
  readonly name: string;
  /** In order of invocation. Keys are set. */
  readonly operations: readonly Operation[];
}

export interface FaultRecord {
  /** As the scenario states it. */
  readonly text: string;
  /** `partition`, `crash`, … */
  readonly kind: string;
  readonly from: Instant;
  readonly to: Instant;
  /** When the last that it had delayed arrives; its end if absent. */
  readonly settledAt?: Instant;
  /** Names of the nodes it hit. */
  readonly nodes: readonly string[];
  readonly touched: number;
  /** What `touched` counts: `messages dropped`, `nodes crashed`, … */
  readonly unit: string;
}

/** The node's series has this value from this instant on. */
export interface SeriesPoint {
  readonly node: string;
  readonly series: string;
  readonly at: Instant;
  readonly value: number | string;
}

export interface MeasureRecord {
  readonly group: string;
  /** By which expectations ask for it. */
  readonly key?: string;
  readonly name: string;
  readonly unit: 'duration' | 'share' | 'count';
  readonly values: readonly number[];
  /** What a closed form says of their mean. */
  readonly theory?: number;
  /** Of a point of a curve over time: how long after what it tells of, ns. */
  readonly after?: Duration;
}

/** Something that tests should reach, as in `a snapshot is installed`. */
export interface ConditionRecord {
  readonly group: string;
  readonly condition: string;
  /** How often it was reached; 0 if never. */
  readonly times: number;
  /** Kinds of faults that were active at any of these times. */
  readonly during: readonly string[];
}

/** In which order the writes of a group's keys took effect, as its nodes told. */
export interface OrderRecord {
  readonly group: string;
  readonly keys: readonly { readonly key: Json; readonly values: readonly Json[] }[];
}

/** What the members of a group held over time. */
export interface ContentsRecord {
  readonly group: string;
  /** They were looked at every so often, and at the end. */
  readonly every: Duration;
  /** When a member last began on a request that may have changed something, however late it came. */
  readonly askedAt: Instant;
  readonly members: readonly {
    readonly node: string;
    /** The digest of what it held, from this look on; `undefined`: it was down, or holds no copy. */
    readonly series: readonly { readonly at: Instant; readonly digest: string | undefined }[];
    /** Why nobody can expect it to keep up, at the end of the run. */
    readonly out: 'down' | 'paused' | 'cut off' | 'no replica' | undefined;
    /** What it held at the end. */
    readonly last: Json | undefined;
  }[];
}

export interface ViolationRecord {
  readonly group: string;
  readonly rule: string;
  readonly at: Instant;
  readonly node: string;
  readonly explanation: string;
}
