/** The font's metrics, against a renderer that reads the same files its own way. */
import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { fontFiles, loadFont, parseFont } from '../../src/report/font.js';

/** Width of the ink of a text. Between two bars it is the text's advance width plus what two bars take. */
function inkWidth(text: string, weight: string, fontSize: number): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="100"><text y="50" font-family="DejaVu Sans" font-weight="${weight}" font-size="${fontSize}">${text}</text></svg>`;
  const image = new Resvg(svg, { font: { fontFiles: fontFiles(), loadSystemFonts: false } });
  return image.getBBox()!.width;
}

// Without pairs that the font kerns.
const texts = ['latency (ms), log scale', '0123456789', 'db/1: 10–20 s → ok', 'MWmwil', 'éüß Ωλ'];

for (const weight of ['normal', 'bold'] as const) {
  test(`widths of ${weight} texts are those of the renderer`, () => {
    const font = loadFont(weight);
    const bars = inkWidth('||', weight, 40);
    for (const text of texts)
      expect(Math.abs(inkWidth(`|${text}|`, weight, 40) - bars - font.width(text, 40))).toBeLessThan(0.5);
  });
}

test('the check would notice the wrong weight', () => {
  const advance = inkWidth('|latency|', 'bold', 40) - inkWidth('||', 'bold', 40);
  expect(Math.abs(advance - loadFont('normal').width('latency', 40))).toBeGreaterThan(5);
});

test('widths grow with size and add up over characters', () => {
  const font = loadFont('normal');
  expect(font.width('', 12)).toBe(0);
  expect(font.width('ab', 12)).toBeCloseTo(font.width('a', 12) + font.width('b', 12), 9);
  expect(font.width('ab', 24)).toBeCloseTo(2 * font.width('ab', 12), 9);
});

test('characters that the font lacks have the width of its missing glyph', () => {
  const font = loadFont('normal');
  expect(font.width('\u{1F600}', 12)).toBe(font.width('\uE123', 12));
  expect(font.width('\u{1F600}', 12)).toBeGreaterThan(0);
});

test('a file that is no font is our bug and said so', () => {
  expect(() => parseFont(new DataView(new ArrayBuffer(64)))).toThrow('the font has a table head');
});
