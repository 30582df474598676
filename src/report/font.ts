/**
 * The bundled font: where its files are, and how wide it sets a text.
 *
 * Vega has no canvas here and would guess widths wrong by half; labels would be cut off or overlap. Reads the
 * tables `head`, `hhea`, `hmtx` and `cmap` of TrueType (OpenType specification 1.9). No kerning.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { invariant } from '../kernel/invariant.js';

export type Weight = 'normal' | 'bold';

const FILES: Readonly<Record<Weight, string>> = {
  normal: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
};

/** Paths of the font's files, regular first. */
export function fontFiles(): string[] {
  return [fontFile('normal'), fontFile('bold')];
}

function fontFile(weight: Weight): string {
  return createRequire(import.meta.url).resolve(FILES[weight]);
}

export interface Font {
  /** Width in pixels of `text` at this size in pixels. */
  readonly width: (text: string, fontSize: number) => number;
}

/** Reads a weight of the bundled font. */
export function loadFont(weight: Weight): Font {
  const bytes = readFileSync(fontFile(weight));
  return parseFont(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** The metrics of a TrueType file. Widths are kept per character once looked up. */
export function parseFont(view: DataView): Font {
  const tables = tableOffsets(view);
  const unitsPerEm = view.getUint16(tables('head') + 18);
  const advances = view.getUint16(tables('hhea') + 34);
  invariant(unitsPerEm > 0 && advances > 0, 'a font has an em and at least one advance width');
  const hmtx = tables('hmtx');
  const glyphOf = glyphLookup(view, tables('cmap'));
  const known = new Map<string, number>();
  const unitsOf = (character: string): number => {
    const seen = known.get(character);
    if (seen !== undefined) return seen;
    // Glyphs past the last advance share it (`hmtx`).
    const glyph = Math.min(glyphOf(character.codePointAt(0)!), advances - 1);
    const units = view.getUint16(hmtx + 4 * glyph);
    known.set(character, units);
    return units;
  };
  return {
    width(text, fontSize) {
      let units = 0;
      for (const character of text) units += unitsOf(character);
      return (units * fontSize) / unitsPerEm;
    },
  };
}

function tableOffsets(view: DataView): (tag: string) => number {
  const offsets = new Map<string, number>();
  const count = view.getUint16(4);
  for (let i = 0; i < count; i++) {
    const record = 12 + 16 * i;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(record + byte)));
    offsets.set(tag, view.getUint32(record + 8));
  }
  return (tag) => {
    const offset = offsets.get(tag);
    invariant(offset !== undefined, `the font has a table ${tag}`);
    return offset;
  };
}

/** From a code point to its glyph; 0, the missing glyph, where there is none. Uses the format 4 subtable (BMP). */
function glyphLookup(view: DataView, cmap: number): (codePoint: number) => number {
  const count = view.getUint16(cmap + 2);
  const subtables = Array.from({ length: count }, (_, i) => cmap + view.getUint32(cmap + 4 + 8 * i + 4));
  const table = subtables.find((offset) => view.getUint16(offset) === 4);
  invariant(table !== undefined, 'the font maps characters by a table of format 4');
  const segments = view.getUint16(table + 6) / 2;
  const [ends, starts] = [table + 14, table + 16 + 2 * segments];
  const [deltas, ranges] = [starts + 2 * segments, starts + 4 * segments];
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    let segment = 0;
    while (segment < segments && view.getUint16(ends + 2 * segment) < codePoint) segment++;
    if (segment === segments || view.getUint16(starts + 2 * segment) > codePoint) return 0;
    const delta = view.getUint16(deltas + 2 * segment);
    const range = view.getUint16(ranges + 2 * segment);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const at = ranges + 2 * segment + range + 2 * (codePoint - view.getUint16(starts + 2 * segment));
    const glyph = view.getUint16(at);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}
