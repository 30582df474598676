/** Vega is loaded by rendering and by nothing else. */
import { expect, test, vi } from 'vitest';
import { renderReport } from '../../src/report/index.js';
import { smallRun } from './fixture-edges.js';
import { emptyRun } from './fixtures.js';

// Hoisted above the imports: whoever loads one of these in this file fails.
vi.mock('vega', () => Promise.reject(new Error('vega was loaded')));
vi.mock('vega-lite', () => Promise.reject(new Error('vega-lite was loaded')));
vi.mock('@resvg/resvg-js', () => Promise.reject(new Error('resvg was loaded')));

test('importing the report and writing one without charts does not load Vega', async () => {
  const { files } = await renderReport(emptyRun());
  expect([...files.keys()]).toEqual(['report.html', 'report.md', 'rows.csv']);
});

test('drawing a chart does', async () => {
  await expect(renderReport(smallRun(), { charts: ['throughput'] })).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/^vega(-lite)? was loaded$/) },
  });
});
