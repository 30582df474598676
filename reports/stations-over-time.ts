/** Stations over time: how busy the servers were and how many customers waited, one line for each station. */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Span, Spec } from './chart.js';
import { colorBy, panel, runFrame, timeScale, valueScale } from './frame.js';
import { windowStep } from './latency-over-time.js';
import { SERIES } from './theme.js';
import { counted, number, quantity, seconds, short, shortNames } from './words.js';

type Window = ReportData['stationsOverTime'][number];

const WINDOWS_MAX = 5000;
const POINTS_UP_TO = 90;
const NAME_LENGTH = 36;

export const stationsOverTime: Chart = {
  name: 'stations-over-time',
  title: 'Stations over time',
  question: 'When were the servers busy, and when did a queue build up?',
  howToRead: (data) => {
    const unlimited = limitless(data.stationsOverTime).size > 0;
    const shares = limitless(data.stationsOverTime).size < stationsOf(data).length;
    return [
      ...(shares
        ? [
            'The first panel shows the share of its servers that a station had at work: at 100 % a queue grows.',
          ]
        : []),
      ...(unlimited
        ? ['Stations without a limit of servers have a panel of their own, with the number at work.']
        : []),
      'The last panel shows how many customers waited. Means over the runs, of one node of each group; what is not yet warmed up is drawn too. Grey bands are faults.',
    ].join(' ');
  },
  needs: 'stations whose queues were measured over time',
  applies: (data) => data.stationsOverTime.length > 0,
  finding,
  spec,
};

function stationsOf(data: ReportData): readonly string[] {
  return [...new Set(data.stationsOverTime.map(({ station }) => station))];
}

/** Stations in which more was at work than all of the servers there are: they count servers, not shares. */
function limitless(windows: readonly Window[]): ReadonlySet<string> {
  return new Set(windows.filter(({ utilisation }) => utilisation > 1).map(({ station }) => station));
}

/** Of the window in which most customers waited anywhere. */
function finding(data: ReportData): string {
  const windows = data.stationsOverTime;
  const step = windowStep(windows);
  const worst = windows.reduce((a, b) => (b.waiting > a.waiting ? b : a));
  if (!(worst.waiting > 0)) return 'Nobody ever waited at any station';
  const mean = (station: string) => {
    const own = windows.filter((row) => row.station === station);
    return own.reduce((sum, { utilisation }) => sum + utilisation, 0) / own.length;
  };
  const busy = mean(worst.station);
  const share =
    busy > 1 ? `${number(busy)} servers at work` : `${quantity(Number(busy.toFixed(3)), 'ratio')} busy`;
  return `${short(worst.station, 40)} was ${share} on average; its queue was longest from ${seconds(worst.time_s)} to ${seconds(Number((worst.time_s + step).toPrecision(12)))}: ${number(worst.waiting)} waiting`;
}

function spec(data: ReportData): Spec {
  const all = stationsOf(data);
  const chosen = mostWaiting(data.stationsOverTime, SERIES.length);
  const windows = data.stationsOverTime.filter(({ station }) => chosen.has(station));
  const stations = all.filter((station) => chosen.has(station));
  const names = shortNames(stations, NAME_LENGTH);
  const step = windowStep(windows);
  const end = windows.reduce((max, { time_s }) => Math.max(max, time_s + step), data.detail.duration_s);
  const span: Span = [0, end];
  const many = limitless(windows);
  const points = end / step <= POINTS_UP_TO;
  const rows = (of: (station: string) => boolean, value: (row: Window) => number) =>
    withGaps(
      windows.filter(({ station }) => of(station)),
      step,
      value,
      (station) => names[stations.indexOf(station)]!,
    );
  const line = (values: Spec[], y: Spec, last: boolean): Spec => ({
    data: { values },
    mark: { type: 'line', strokeWidth: 2, ...(points ? { point: { size: 22 } } : {}) },
    encoding: {
      x: { field: 'time_s', type: 'quantitative', ...timeScale(span, last ? undefined : null) },
      y: { field: 'value', type: 'quantitative', ...y },
      color: colorBy('station', names, SERIES, 'station'),
    },
  });
  const shares = rows(
    (station) => !many.has(station),
    ({ utilisation }) => utilisation,
  );
  const servers = rows(
    (station) => many.has(station),
    ({ utilisation }) => utilisation,
  );
  const waiting = rows(
    () => true,
    (row) => row.waiting,
  );
  const panels = [
    ...(shares.length === 0
      ? []
      : [
          line(
            shares,
            { scale: { domain: [0, 1] }, axis: { title: 'servers at work', format: '.0%', tickCount: 5 } },
            false,
          ),
        ]),
    ...(servers.length === 0 ? [] : [line(servers, plain('servers at work'), false)]),
    line(waiting, waitingScale(windows), true),
  ];
  const left = all.length - stations.length;
  return runFrame(
    data,
    {
      title: finding(data),
      subtitle: [
        `In windows of ${seconds(step)}, means over ${counted(data.result.seeds.length, 'run')}.`,
        ...(left > 0 ? [`Not drawn: ${counted(left, 'more station')}, where fewer waited.`] : []),
      ],
      span,
    },
    {
      vconcat: panels.map((layer, i) => panel(data, span, 170, i === 0, [layer])),
      spacing: 18,
    },
  );
}

function plain(title: string): Spec {
  return { scale: { zero: true, nice: true }, axis: { title, tickCount: 5 } };
}

/** An empty queue is the usual case, so the scale begins at nothing; logarithmic it is only if it never is. */
function waitingScale(windows: readonly Window[]): Spec {
  const values = windows.map(({ waiting }) => waiting);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  if (high === 0) return { scale: { domain: [0, 1] }, axis: { title: 'customers waiting', tickCount: 5 } };
  return values.every((value) => value > 0)
    ? valueScale(values, 'customers waiting')
    : plain('customers waiting');
}

function mostWaiting(windows: readonly Window[], count: number): ReadonlySet<string> {
  const sums = new Map<string, number>();
  for (const { station, waiting } of windows) sums.set(station, (sums.get(station) ?? 0) + waiting);
  const order = [...sums].map(([station, sum], i) => ({ station, sum, i }));
  order.sort((a, b) => b.sum - a.sum || a.i - b.i);
  return new Set(order.slice(0, count).map(({ station }) => station));
}

/** A point in the middle of every window, `null` where there is none, so that lines break there. */
function withGaps(
  windows: readonly Window[],
  step: number,
  value: (row: Window) => number,
  name: (station: string) => string,
): Spec[] {
  const index = ({ time_s }: Window): number => Math.round(time_s / step);
  const lines = new Map<string, Map<number, Window>>();
  for (const row of windows) {
    const own = lines.get(row.station) ?? new Map<number, Window>();
    lines.set(row.station, own.set(index(row), row));
  }
  const first = windows.reduce((min, row) => Math.min(min, index(row)), WINDOWS_MAX);
  const last = windows.reduce((max, row) => Math.max(max, index(row)), 0);
  const count = Math.max(0, Math.min(WINDOWS_MAX, last - first + 1));
  return [...lines].flatMap(([station, line]) =>
    Array.from({ length: count }, (_, i) => {
      const row = line.get(first + i);
      return {
        station: name(station),
        time_s: Number(((first + i + 0.5) * step).toPrecision(12)),
        value: row === undefined ? null : value(row),
      };
    }),
  );
}
