/**
 * Results: what one experiment came to, as tidy data with units in the names.
 *
 * The contract between running and reporting: `--json` prints the first part of it, charts are drawn from
 * the second. Plain JSON, no functions, nothing that needs a world to be read. Times of charts are seconds
 * of virtual time, latencies are milliseconds.
 */
import type { Verdict } from '../check/verdict.js';
import type { Json } from '../kernel/json.js';

export interface Result {
  readonly scenario: string;
  readonly question: string;
  readonly version: string;
  /** One per run that finished, in order. */
  readonly seeds: readonly string[];
  readonly verdict: Verdict;
  /** Why the verdict is what it is: one line per reason, worst first. Empty if all is well. */
  readonly reasons: readonly string[];
  /** Digest over all runs' events and histories, 16 hex digits. */
  readonly digest: string;
  readonly expectations: readonly ExpectationResult[];
  /** What was judged and not demanded, in the order of the scenario. */
  readonly judged: readonly JudgedResult[];
  readonly rows: readonly Row[];
  readonly faults: readonly FaultResult[];
  /** Files written, by what they are: `report`, `history`, … Relative to the working directory. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ExpectationResult {
  readonly text: string;
  readonly verdict: Verdict;
  /** What was seen: `31.2 ms`, `4820 of 4821`, or why there is no verdict. */
  readonly observed: string;
  /** Number of operations (or checks) that the verdict rests on, over all runs. */
  readonly judged: number;
  /** Seeds of the runs that did not come out `valid`. */
  readonly seeds: readonly string[];
}

/** `not asked`: in no run was there anything to judge, which is no reason to think that it holds. */
export type Finding = 'holds' | 'violated' | 'unknown' | 'not asked';

/** Of what was judged over all runs, and not demanded. */
export interface JudgedResult {
  readonly text: string;
  readonly finding: Finding;
  readonly observed: string;
  /** Number of operations (or checks) that it rests on, over all runs in which there was anything to judge. */
  readonly judged: number;
  /** Seeds of the runs that violate it, or of which nobody knows; empty if it holds. */
  readonly seeds: readonly string[];
  /** The command that shows the first of them, where a sweep found it. */
  readonly replay?: string;
}

export interface Row {
  readonly metric: string;
  /** Client group, node group or node that it is of. */
  readonly of: string;
  /** `all`, or an operation's name. */
  readonly operation: string;
  /** 0..1 for quantiles, absent otherwise. */
  readonly quantile?: number;
  /** `null` where there is nothing to measure. */
  readonly value: number | null;
  /** `ms`, `1/s`, `ratio`, `count`, … */
  readonly unit: string;
  /** 95 % confidence interval over the runs; `null` with fewer than two runs. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly runs: number;
  /** Of a point of a curve over time: how long after what it tells of. */
  readonly after_ms?: number;
  /** What a closed form says, where there is one. */
  readonly theory?: number;
  /** Of a figure that the model measured itself. */
  readonly measured?: true;
  /** Why there is no value, where there were operations but not enough for it. */
  readonly missing?: 'too few';
}

export interface FaultResult {
  readonly text: string;
  /** Total over all runs. */
  readonly touched: number;
  /** What was counted: `messages dropped`, `nodes crashed`, … */
  readonly unit: string;
  /** Runs in which it touched nothing. */
  readonly idleSeeds: readonly string[];
}

/** What the report draws. Details are those of one run, and say why of that one. */
export interface ReportData {
  readonly result: Result;
  readonly detail: RunDetail;
  /** Latency by time over all runs. */
  readonly latencyOverTime: readonly {
    readonly client: string;
    readonly operation: string;
    /** Start of the time window. */
    readonly time_s: number;
    readonly quantile: number;
    readonly latency_ms: number;
    readonly operations: number;
  }[];
  /** Outcomes by time over all runs, per second and run. */
  readonly throughputOverTime: readonly {
    readonly client: string;
    readonly time_s: number;
    readonly outcome: 'ok' | 'fail' | 'info';
    readonly rate_per_s: number;
  }[];
  readonly measures: readonly MeasureRow[];
  /** Queues and servers by time, means over all runs; for one node of the group. */
  readonly stationsOverTime: readonly {
    /** `server`, or `server threads` where a group has several resources. */
    readonly station: string;
    /** Start of the time window. */
    readonly time_s: number;
    /** Share of the servers at work, 0..1; servers at work where there is no limit to them. */
    readonly utilisation: number;
    readonly waiting: number;
    readonly inSystem: number;
  }[];
  /** What closed forms say of the stations, `null` where there is none. */
  readonly theories: readonly {
    readonly of: string;
    readonly name: string;
    readonly exact: boolean;
    readonly source: string;
  }[];
  /** Where the time of an operation went, in the order in which it passes through; empty where that cannot be told. */
  readonly latencyBudget: readonly {
    readonly client: string;
    /** Node group, or `network and the rest`. */
    readonly hop: string;
    readonly part: 'wait' | 'service' | 'rest';
    /** Per operation; the parts of a client add up to its mean latency. */
    readonly mean_ms: number;
    /** 99th percentile of the hop alone, which do not add up; `null` if there is too little for it. */
    readonly p99_ms: number | null;
  }[];
  /** Of expectations such as `p99(app) < 60ms`, the strictest for each client group; drawn with its latency budget. */
  readonly budgetLimits?: readonly { readonly client: string; readonly limit_ms: number }[];
  /** Latency by quantile over all runs, with the confidence interval over runs. */
  readonly latencyPercentiles: readonly {
    readonly client: string;
    readonly operation: string;
    readonly quantile: number;
    readonly latency_ms: number;
    readonly ciLow_ms: number | null;
    readonly ciHigh_ms: number | null;
    readonly theory_ms?: number;
  }[];
}

/** Figures that models measured themselves, by quantile over all runs; shares as one row without a quantile. */
export interface MeasureRow {
  readonly of: string;
  readonly measure: string;
  readonly unit: 'ms' | 'ratio' | 'count';
  readonly quantile: number | null;
  readonly value: number;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** How many figures it rests on. */
  readonly figures: number;
  /** What a closed form says of the mean, where there is one. */
  readonly theory?: number;
  /** Of a point of a curve over time: how long after what it tells of. */
  readonly after_ms?: number;
}

export interface RunDetail {
  readonly seed: string;
  /** Why this run is shown; completes "this run is …": `the first`, `the one with the longest outage`. */
  readonly why: string;
  readonly duration_s: number;
  /** The command that runs the whole experiment again. */
  readonly rerun: string;
  /** When each fault was active, by its ordinal in the plan, and what it hit in this run. */
  readonly faults: readonly {
    readonly text: string;
    readonly kind: string;
    readonly from_s: number;
    readonly to_s: number;
    readonly nodes: readonly string[];
    readonly touched: number;
    readonly unit: string;
  }[];
  /** Operations in order of invocation; at most a few thousand (the failing window and a sample if more). */
  readonly operations: readonly OperationRow[];
  /** True if `operations` is not the whole history. */
  readonly sampled: boolean;
  /**
   * When nobody was answered `ok` though somebody asked: what stands out in the whole history, by client group
   * and operation (`all` for all of them), in order of time.
   */
  readonly outages: readonly OutageRow[];
  /** What nodes tracked over time: a value holds from `from_s` to `to_s`. */
  readonly series: readonly {
    readonly node: string;
    readonly series: string;
    readonly value: number | string;
    readonly from_s: number;
    readonly to_s: number;
  }[];
  /** Nodes that tracked anything; `series` has those that matter most if they are too many. */
  readonly nodesTracked: number;
  /** Messages and node events of a short window, for the space-time diagram; why it was chosen is said. */
  readonly window:
    | {
        readonly from_s: number;
        readonly to_s: number;
        readonly why: string;
        readonly nodes: readonly string[];
        /** Nodes with a model that have no line of their own. */
        readonly nodesLeftOut: number;
        readonly messages: readonly MessageRow[];
        readonly marks: readonly {
          readonly node: string;
          readonly time_s: number;
          /** `crash`, `restart`, `leader`, `term 3`, `invoke write 4`, `ok write 4`, … */
          readonly text: string;
        }[];
      }
    | undefined;
  /** The story of the failure, if there is one. */
  readonly failure:
    | {
        readonly title: string;
        /** One paragraph of cause. */
        readonly explanation: string;
        /** What was going on around it: who answered, who was in charge, which faults were active. May be empty. */
        readonly context: string;
        /** Ids of the operations in the smallest failing window. */
        readonly operations: readonly number[];
        /** A command that shows it again. */
        readonly replay: string;
      }
    | undefined;
}

export interface OutageRow {
  readonly client: string;
  readonly operation: string;
  readonly from_s: number;
  readonly to_s: number;
}

export interface OperationRow {
  readonly id: number;
  readonly client: string;
  readonly process: number;
  readonly operation: string;
  readonly key: Json;
  readonly input: Json;
  readonly output: Json;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly from_s: number;
  readonly to_s: number;
  readonly latency_ms: number | null;
  readonly node: string | null;
  readonly error: string | null;
  /** Part of the smallest failing window. */
  readonly failing: boolean;
}

export interface MessageRow {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly sent_s: number;
  /** `null` if it never arrived. */
  readonly received_s: number | null;
  /** `delivered`, or why not: `partition`, `loss`, `down`, `corrupt`. */
  readonly fate: string;
}
