/** Vega is loaded by rendering and by nothing else. */
import { expect, test, vi } from 'vitest';
import { renderReport } from '../../src/report/index.js';
import { emptyRun, smallRun } from './fixtures.js';

// Hoisted above the imports: whoever loads Vega in this file fails.
vi.mock('vega', () => {
  throw new Error('vega was loaded');
});

test('importing the report and writing one without charts does not load Vega', async () => {
  const { files } = await renderReport(emptyRun());
  expect([...files.keys()]).toEqual(['report.html', 'report.md', 'rows.csv']);
});

test('drawing a chart does', async () => {
  await expect(renderReport(smallRun(), { charts: ['throughput'] })).rejects.toThrow();
});
