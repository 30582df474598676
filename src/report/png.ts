/** From SVG to PNG, with the bundled font and no other: the same picture on every machine. Loaded on demand. */
import { fontFiles } from './font.js';

/** Pixels per unit of the SVG: sharp in documents and on dense screens. */
const SCALE = 2;

export async function png(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  });
  return new Uint8Array(image.render().asPng());
}
