/** Rendering: the same bytes every time, texts that are measured, and complaints that stop it. */
import { beforeAll, expect, test } from 'vitest';
import { charts, type Spec } from '../../reports/index.js';
import { png } from '../../src/report/png.js';
import { createRenderer, type Renderer } from '../../src/report/render.js';
import { degenerateRun, severalClients, smallRun } from './fixture-edges.js';

let renderer: Renderer;
beforeAll(async () => {
  renderer = await createRenderer();
});

const point: Spec = {
  data: { values: [{ a: 1, b: 2 }] },
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
};

test('two renders in one process are the same bytes', async () => {
  const data = smallRun();
  for (const chart of charts) {
    const first = await renderer.svg(chart.name, chart.spec(data));
    expect(await renderer.svg(chart.name, chart.spec(data))).toBe(first);
  }
});

test('charts with more than fits still draw without a complaint', async () => {
  const data = severalClients();
  for (const chart of charts)
    expect(await renderer.svg(chart.name, chart.spec(data))).toMatch(/^<svg .*<\/svg>$/s);
});

test('data at the edges draws without a complaint, and without a number that is none', async () => {
  const data = degenerateRun();
  for (const chart of charts) {
    expect(chart.applies(data), chart.name).toBe(true);
    const svg = await renderer.svg(chart.name, chart.spec(data));
    expect(svg, chart.name).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('what makes Vega-Lite warn fails the render', async () => {
  const warns: Spec = {
    ...point,
    encoding: { ...(point.encoding as Spec), x: { field: 'a', type: 'quantitive' } },
  };
  await expect(renderer.svg('bad', warns)).rejects.toThrow(/^chart bad: Invalid field type/);
  const dropped: Spec = { ...point, encoding: { ...(point.encoding as Spec), theta2: { field: 'b' } } };
  await expect(renderer.svg('bad', dropped)).rejects.toThrow(/chart bad: .*theta2/);
  await expect(renderer.svg('good', point)).resolves.toContain('<svg');
});

test('nothing is fetched', async () => {
  for (const url of ['https://example.org/data.json', 'file:///etc/hostname', 'package.json']) {
    await expect(renderer.svg('bad', { ...point, data: { url } })).rejects.toThrow('may not load anything');
  }
});

test('ids begin with the name of the chart, so that charts share a page', async () => {
  const clipped: Spec = { ...point, mark: { type: 'point', clip: true } };
  const svg = await renderer.svg('one', clipped);
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
  const used = [...svg.matchAll(/url\(#([^)]*)\)/g)].map((match) => match[1]!);
  expect(ids.length).toBeGreaterThan(0);
  expect(used.length).toBeGreaterThan(0);
  for (const id of [...ids, ...used]) expect(id).toMatch(/^one-/);
  for (const id of used) expect(ids).toContain(id);
});

test('descriptions of marks become titles, escaped', async () => {
  const values = [{ a: 1, b: 2, what: 'x</title><script>alert(1)</script>"&' }];
  const mark = { type: 'point', aria: true };
  const svg = await renderer.svg('one', {
    ...point,
    data: { values },
    mark,
    encoding: { ...(point.encoding as Spec), description: { field: 'what' } },
  });
  expect(svg).toContain('<title>x&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;</title>');
  expect(svg).not.toContain('<script');
});

test('coordinates are rounded, texts are not', async () => {
  const values = [{ a: 1 / 3, b: 2 / 7, text: '0.123456789' }];
  const mark = { type: 'text' };
  const svg = await renderer.svg('one', {
    ...point,
    data: { values },
    mark,
    encoding: { ...(point.encoding as Spec), text: { field: 'text' } },
  });
  expect(svg).toContain('>0.123456789</text>');
  expect(svg).not.toMatch(/ (d|x|y|x2|y2|transform)="[^"]*\d\.\d{3}/);
});

test('a PNG has text in it', async () => {
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="white"/><text x="5" y="25" font-family="DejaVu Sans, Verdana, sans-serif">${text}</text></svg>`;
  const [written, empty] = [await png(svg('latency')), await png(svg(''))];
  expect([...written.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(written.length).toBeGreaterThan(empty.length + 300);
  expect(await png(svg('latency'))).toEqual(written);
});
