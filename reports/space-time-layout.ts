/** Geometry of the space-time diagram: arrows with heads, where lost messages end, labels that do not collide. */
import type { MessageRow } from '../src/observe/result.js';
import type { Span } from './chart.js';
import { textWidth } from './theme.js';
import { seconds } from './words.js';

export interface Grid {
  readonly nodes: readonly string[];
  readonly span: Span;
  /** Pixels, as is `laneHeight`. */
  readonly width: number;
  readonly laneHeight: number;
}

interface Line extends Record<string, number> {
  readonly from_s: number;
  readonly from: number;
  readonly to_s: number;
  readonly to: number;
}

export interface Arrow {
  readonly from_s: number;
  /** Lanes count from 0 at the top. */
  readonly from: number;
  readonly to_s: number;
  readonly to: number;
  readonly kind: string;
  readonly lost: boolean;
  readonly what: string;
  /** The two strokes of its head; none if it was lost. */
  readonly barbs: readonly Line[];
}

const HEAD_LENGTH = 7;
const HEAD_WIDTH = 3;
/** A lost message ends this many lanes before its receiver, unless it came as far as a node that was down. */
const LOST_BEFORE = 0.2;

/** Median travel time of the messages that arrived; 0 if none did. */
export function typicalFlight(messages: readonly MessageRow[]): number {
  const times = messages.flatMap((message) =>
    message.received_s === null ? [] : [message.received_s - message.sent_s],
  );
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Messages as lines between lanes. */
export function arrows(messages: readonly MessageRow[], grid: Grid): Arrow[] {
  const [low, high] = grid.span;
  const typical = typicalFlight(messages) || (high - low) / 50;
  return messages
    .filter((message) => message.sent_s < high && (message.received_s ?? message.sent_s) >= low)
    .map((message) => {
      const lost = message.received_s === null;
      const end = lost ? message.sent_s + typical : message.received_s;
      const [a, b] = [grid.nodes.indexOf(message.from), grid.nodes.indexOf(message.to)];
      const part = lost && message.fate !== 'down' && a !== b ? 1 - LOST_BEFORE / Math.abs(b - a) : 1;
      const line = cut(
        {
          from_s: message.sent_s,
          from: a,
          to_s: message.sent_s + (end - message.sent_s) * part,
          to: a + (b - a) * part,
        },
        low,
        high,
      );
      const arrived = lost ? `never arrived (${message.fate})` : `arrived ${seconds(end, 4)}`;
      const what = `${message.kind} from ${message.from} to ${message.to}, sent ${seconds(message.sent_s, 4)}, ${arrived}`;
      return {
        from_s: line.from_s,
        from: line.from,
        to_s: line.to_s,
        to: line.to,
        kind: message.kind,
        lost,
        what,
        barbs: lost || end > high ? [] : head(line, grid),
      };
    });
}

/** The part of a line that lies within the span. */
function cut(line: Line, low: number, high: number): Line {
  const length = line.to_s - line.from_s;
  const at = (time: number): number =>
    length > 0 ? line.from + ((line.to - line.from) * (time - line.from_s)) / length : line.to;
  const [from_s, to_s] = [Math.max(low, line.from_s), Math.min(high, line.to_s)];
  return { from_s, from: at(from_s), to_s, to: at(to_s) };
}

/** Two strokes back from the tip, in pixels and then in units of the axes. */
function head(line: Line, grid: Grid): Line[] {
  const perSecond = grid.width / (grid.span[1] - grid.span[0]);
  const [dx, dy] = [(line.to_s - line.from_s) * perSecond, (line.to - line.from) * grid.laneHeight];
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length < HEAD_LENGTH) return [];
  const [ux, uy] = [dx / length, dy / length];
  return [HEAD_WIDTH, -HEAD_WIDTH].map((side) => ({
    from_s: line.to_s - (ux * HEAD_LENGTH - uy * side) / perSecond,
    from: line.to - (uy * HEAD_LENGTH + ux * side) / grid.laneHeight,
    to_s: line.to_s,
    to: line.to,
  }));
}

/** At most `max` messages, those nearest in time to any of the `times`; in order of sending. */
export function nearest(
  messages: readonly MessageRow[],
  times: readonly number[],
  max: number,
): { kept: readonly MessageRow[]; dropped: number } {
  if (messages.length <= max) return { kept: messages, dropped: 0 };
  const far = (message: MessageRow): number =>
    times.reduce(
      (min, time) => Math.min(min, Math.abs(message.sent_s - time)),
      times.length === 0 ? message.sent_s : Number.POSITIVE_INFINITY,
    );
  const order = messages
    .map((message, i) => ({ i, distance: far(message) }))
    .sort((a, b) => a.distance - b.distance || a.i - b.i);
  const chosen = new Set(order.slice(0, max).map(({ i }) => i));
  return { kept: messages.filter((_, i) => chosen.has(i)), dropped: messages.length - max };
}

export interface PlacedMark extends Record<string, string | number> {
  readonly time_s: number;
  readonly at: number;
  /** Empty where there was no room left. */
  readonly text: string;
  /** Pixels above the lane. */
  readonly dy: number;
  readonly align: 'left' | 'right';
}

const MARK_SIZE = 11;
const LEVEL_PX = 14;

/** Joins what happened at once, then stacks labels of a lane on levels until they do not collide. */
export function placeMarks(
  marks: readonly { readonly node: string; readonly time_s: number; readonly text: string }[],
  grid: Grid,
): PlacedMark[] {
  const perSecond = grid.width / (grid.span[1] - grid.span[0]);
  const levels = Math.max(1, Math.floor((grid.laneHeight - 26) / LEVEL_PX));
  const inside = marks.filter((mark) => mark.time_s >= grid.span[0] && mark.time_s <= grid.span[1]);
  return grid.nodes.flatMap((node, at) => {
    const taken: [number, number][][] = Array.from({ length: levels }, () => []);
    // Backwards, so that of labels on top of each other the upper one came first.
    return joined(inside.filter((mark) => mark.node === node))
      .reverse()
      .map(({ time_s, text }): PlacedMark => {
        const x = (time_s - grid.span[0]) * perSecond;
        const width = textWidth(text, MARK_SIZE) * 1.1 + 8;
        const align = x + width > grid.width ? 'right' : 'left';
        const [from, to] = align === 'left' ? [x, x + width] : [x - width, x];
        const level = taken.findIndex((spans) => spans.every(([a, b]) => to < a || from > b));
        if (level < 0) return { time_s, at, text: '', dy: -6, align };
        taken[level]!.push([from, to]);
        return { time_s, at, text, dy: -6 - level * LEVEL_PX, align };
      });
  });
}

function joined(
  marks: readonly { readonly time_s: number; readonly text: string }[],
): { time_s: number; text: string }[] {
  const out: { time_s: number; text: string }[] = [];
  for (const mark of [...marks].sort((a, b) => a.time_s - b.time_s)) {
    const last = out.at(-1);
    if (last !== undefined && last.time_s === mark.time_s) last.text = `${last.text}, ${mark.text}`;
    else out.push({ time_s: mark.time_s, text: mark.text });
  }
  return out;
}
