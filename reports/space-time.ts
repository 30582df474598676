/**
 * Space-time diagram (Lamport 1978, figure 1, turned on its side): one line per node, one arrow per message, time to
 * the right. Messages that never arrived end in a cross; what happened at a node is written above its line.
 */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Span, Spec } from './chart.js';
import { runFrame } from './frame.js';
import { diagram } from './space-time-layers.js';
import { type Arrow, arrows, type Grid, nearest, typicalFlight } from './space-time-layout.js';
import { WIDTH } from './theme.js';
import { number, seconds } from './words.js';

const MESSAGES_MAX = 160;
const NODES_MAX = 14;
const KINDS_MAX = 6;
/** Length of a close-up, in typical travel times of a message. */
const CLOSE_UP_FLIGHTS = 50;

type Window = NonNullable<ReportData['detail']['window']>;

export const spaceTime: Chart = {
  name: 'space-time',
  title: 'Messages between nodes',
  question: 'Who told whom what, and what never arrived?',
  howToRead: () =>
    'Each horizontal line is a node, each arrow a message from the moment it was sent to the moment it arrived. A cross is a message that never arrived. Grey bands are faults, darker on the nodes that were hit.',
  needs: 'messages of a window',
  applies: (data) =>
    data.detail.window !== undefined &&
    data.detail.window.nodes.length > 0 &&
    data.detail.window.to_s > data.detail.window.from_s,
  spec,
};

function spec(data: ReportData): Spec {
  const window = data.detail.window!;
  const nodes = chooseNodes(window);
  const total = window.nodes.length + window.nodesLeftOut;
  const between = window.messages.filter(
    (message) => nodes.includes(message.from) && nodes.includes(message.to),
  );
  const whole: Span = [window.from_s, window.to_s];
  const close = closeUp(window, between, whole);
  const spans = close === undefined ? [whole] : [whole, close];
  const laneHeight = nodes.length > 6 ? 56 : close === undefined ? 92 : 74;
  const parts = spans.map((span) => part(window, { nodes, span, width: WIDTH, laneHeight }));
  const kinds = kindNames(parts.flatMap((it) => it.drawn));
  const panels = parts.map((it) => diagram(data, window, it.drawn, kinds, it.grid));
  const lost = between.filter((message) => message.received_s === null).length;
  const dropped = parts.some((it) => it.dropped > 0);
  const subtitle = [
    `This part was chosen because it shows ${window.why}.`,
    `${between.length} messages, of which ${lost} never arrived.`,
    ...(close === undefined
      ? []
      : [`Below, a close-up of ${seconds(close[0], 4)} to ${seconds(close[1], 4)}.`]),
    ...(dropped ? [`Of messages, the ${MESSAGES_MAX} nearest to the marked events are drawn.`] : []),
    ...(nodes.length < total ? [`${nodes.length} of ${number(total)} nodes are drawn.`] : []),
  ];
  const title = `Messages between nodes, ${seconds(whole[0])} to ${seconds(whole[1])}`;
  return runFrame(data, { title, subtitle, span: whole, oneRun: true }, { vconcat: panels, spacing: 34 });
}

/** The messages of a span, as arrows. */
function part(window: Window, grid: Grid): { drawn: readonly Arrow[]; dropped: number; grid: Grid } {
  const [from, to] = grid.span;
  const marks = window.marks.map((mark) => mark.time_s).filter((time) => time >= from && time <= to);
  const inside = window.messages.filter(
    (message) =>
      grid.nodes.includes(message.from) &&
      grid.nodes.includes(message.to) &&
      message.sent_s < to &&
      (message.received_s ?? message.sent_s) >= from,
  );
  const { kept, dropped } = nearest(inside, marks, MESSAGES_MAX);
  return { drawn: arrows(kept, grid), dropped, grid };
}

/** Where messages are so fast that their arrows stand upright: the end of the window, up to its last mark. */
function closeUp(window: Window, messages: Window['messages'], [from, to]: Span): Span | undefined {
  const flight = typicalFlight(messages);
  const last = window.marks.reduce(
    (max, mark) => (mark.time_s <= to ? Math.max(max, mark.time_s) : max),
    from,
  );
  const length = CLOSE_UP_FLIGHTS * flight;
  if (flight === 0 || last === from || to - from < 2 * length) return undefined;
  const end = Math.min(to, last + 0.12 * length);
  const start = Math.max(from, end - length);
  // Where nobody said anything there is nothing to see closer.
  if (!messages.some(({ sent_s }) => sent_s >= start && sent_s < end)) return undefined;
  return [Number(start.toFixed(6)), Number(end.toFixed(6))];
}

/** Of many, those with marks, then those with messages. */
function chooseNodes(window: Window): string[] {
  if (window.nodes.length <= NODES_MAX) return [...window.nodes];
  const marked = new Set(window.marks.map((mark) => mark.node));
  const heard = new Set(window.messages.flatMap((message) => [message.from, message.to]));
  const order = [
    ...window.nodes.filter((node) => marked.has(node)),
    ...window.nodes.filter((node) => !marked.has(node) && heard.has(node)),
  ];
  if (order.length === 0) return window.nodes.slice(0, NODES_MAX);
  const chosen = new Set(order.slice(0, NODES_MAX));
  return window.nodes.filter((node) => chosen.has(node));
}

/** The first kinds by name, the rest together. */
function kindNames(drawn: readonly Arrow[]): string[] {
  const kinds = [...new Set(drawn.map((arrow) => arrow.kind))];
  return kinds.length > KINDS_MAX ? [...kinds.slice(0, KINDS_MAX - 1), 'other'] : kinds;
}
