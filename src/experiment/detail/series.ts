/**
 * What nodes tracked over time, as intervals for charts: of all nodes, or of those that matter most.
 *
 * Long series are thinned and many nodes cut down to what a page can show; knows nothing of pages.
 */
import type { RunDetail } from '../../observe/result.js';
import { IN_CHARGE } from '../../observe/roles.js';
import type { RunRecord, SeriesPoint } from '../../observe/run-record.js';

/** Points of one series that are kept one by one; in longer ones, those that hold but briefly are passed over. */
const SERIES_POINTS_MAX = 2000;
/** Nodes whose series are kept. */
const NODES_MAX = 100;
const NS_PER_S = 1e9;

type Series = Pick<RunDetail, 'series' | 'nodesTracked'>;
type Record = Pick<RunRecord, 'series' | 'endedAt' | 'faults' | 'violations'>;

/** In order of node, series and time of first appearance. */
export function seriesRows(record: Record): Series {
  const { series, endedAt } = record;
  const nodes = [...new Set(series.map(({ node }) => node))];
  const kept = new Set(mostTelling(nodes, record));
  const byName = new Map<string, SeriesPoint[]>();
  for (const point of series) {
    if (!kept.has(point.node)) continue;
    const key = JSON.stringify([point.node, point.series]);
    const points = byName.get(key);
    if (points === undefined) byName.set(key, [point]);
    else points.push(point);
  }
  const rows = [...byName.values()].flatMap((points) => {
    const brief = points.length > SERIES_POINTS_MAX ? endedAt / SERIES_POINTS_MAX : 0;
    return intervalsOf(points, brief, endedAt);
  });
  return { series: rows, nodesTracked: nodes.length };
}

/** All nodes, or if there are too many: those that broke a rule, were in charge or were hit by a fault, then others. */
function mostTelling(nodes: readonly string[], { series, faults, violations }: Record): readonly string[] {
  if (nodes.length <= NODES_MAX) return nodes;
  const tracked = new Set(nodes);
  const telling = [
    ...violations.map(({ node }) => node),
    ...series.filter(({ value }) => IN_CHARGE.includes(String(value))).map(({ node }) => node),
    // A few of each fault, so that one that hits thousands leaves room for the others.
    ...faults.flatMap((fault) => fault.nodes.slice(0, HIT_MAX)),
  ].filter((node) => tracked.has(node));
  return [...new Set([...telling, ...nodes])].slice(0, NODES_MAX);
}

/** Nodes hit by one fault that come first. */
const HIT_MAX = 10;

function intervalsOf(points: readonly SeriesPoint[], brief: number, endedAt: number): RunDetail['series'] {
  const kept: SeriesPoint[] = [];
  points.forEach((point, i) => {
    const holds = (points[i + 1]?.at ?? endedAt) - point.at;
    const repeats = kept.at(-1)?.value === point.value;
    if (holds > brief && !repeats) kept.push(point);
  });
  return kept.map(({ node, series, value, at }, i) => ({
    node,
    series,
    value,
    from_s: at / NS_PER_S,
    to_s: (kept[i + 1]?.at ?? endedAt) / NS_PER_S,
  }));
}
