/**
 * From a chart specification to SVG, by Vega-Lite and Vega without a browser.
 *
 * Vega is loaded here and only when asked for: it costs more start-up than everything else together. The
 * same specification gives the same bytes. Knows nothing of what the charts show.
 */
import type { Spec } from '../../reports/index.js';
import { invariant } from '../kernel/invariant.js';
import { type Font, loadFont, type Weight } from './font.js';

export interface Renderer {
  /**
   * A chart as SVG. Ids in it begin with `name`, so that several charts fit on one page.
   * Rejects with {@link ChartProblem} if Vega-Lite or Vega has anything to complain about.
   */
  readonly svg: (name: string, spec: Spec) => Promise<string>;
}

/** A specification that Vega-Lite or Vega warned about: a bug of the chart, never of the user's. */
export class ChartProblem extends Error {
  override readonly name = 'ChartProblem';
}

/** Loads Vega and the font. */
export async function createRenderer(): Promise<Renderer> {
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
  const fonts: Readonly<Record<Weight, Font>> = { normal: loadFont('normal'), bold: loadFont('bold') };
  measureBy(vega, fonts);
  return {
    async svg(name, spec) {
      const log = complaints();
      let svg: string;
      try {
        // A specification is any JSON; what the compiler does not understand it tells, and that counts as an error.
        const input = spec as unknown as Parameters<typeof lite.compile>[0];
        const runtime = vega.parse(lite.compile(input, { logger: log.logger }).spec);
        const view = new vega.View(runtime, {
          renderer: 'none',
          loader: closedLoader(vega.loader()),
          logger: log.logger,
        });
        vega.resetSVGDefIds();
        svg = await view.toSVG();
        view.finalize();
      } catch (error) {
        throw new ChartProblem(`chart ${name}: ${log.text([error])}`);
      }
      if (log.said.length > 0) throw new ChartProblem(`chart ${name}: ${log.text([])}`);
      return hoverTitles(roundCoordinates(ownIds(svg, name)));
    },
  };
}

interface MeasuredItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Vega exports `textMetrics`, one for the whole process, but does not type it. Setting it twice is harmless. */
function measureBy(vega: object, fonts: Readonly<Record<Weight, Font>>): void {
  const { textMetrics } = vega as { textMetrics?: { width: (item: MeasuredItem, text: unknown) => number } };
  invariant(textMetrics !== undefined, 'Vega lets its text metrics be set');
  textMetrics.width = (item, text) => {
    const bold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
    return fonts[bold ? 'bold' : 'normal'].width(text == null ? '' : String(text), item.fontSize ?? 11);
  };
}

type CompileOptions = NonNullable<Parameters<typeof import('vega-lite')['compile']>[1]>;
type Logger = NonNullable<CompileOptions['logger']>;

interface Complaints {
  readonly logger: Logger;
  readonly said: readonly string[];
  /** Everything that was said, and `more`. */
  readonly text: (more: readonly unknown[]) => string;
}

/** A logger that keeps every warning and error. */
function complaints(): Complaints {
  const said: string[] = [];
  const wording = (message: unknown): string =>
    message instanceof Error ? message.message : String(message);
  const keep = (...messages: readonly unknown[]) => {
    said.push(messages.map(wording).join(' '));
    return logger;
  };
  const ignore = () => logger;
  // The methods of Vega's logger return `this`, which no object literal can promise to the type checker.
  const logger = { level: ignore, error: keep, warn: keep, info: ignore, debug: ignore } as unknown as Logger;
  return { logger, said, text: (more) => [...said, ...more.map(wording)].join('; ') };
}

/** Charts carry their data; nothing is fetched, whatever a specification says. */
function closedLoader<Loader extends object>(loader: Loader): Loader {
  const refuse = (): Promise<never> => Promise.reject(new ChartProblem('a chart may not load anything'));
  return { ...loader, load: refuse, sanitize: refuse, http: refuse, file: refuse };
}

/** Vega counts ids from 1 in every chart. */
function ownIds(svg: string, name: string): string {
  invariant(/^[a-z0-9-]+$/.test(name), 'a chart name is a plain word');
  return svg.replace(/\bid="([^"]+)"/g, `id="${name}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#${name}-$1)`);
}

/** A hundredth of a pixel is enough; the digits beyond differ between versions of Node. */
function roundCoordinates(svg: string): string {
  return svg.replace(
    / (d|transform|x|y|x1|y1|x2|y2|width|height)="([^"]*)"/g,
    (_, attribute: string, text: string) => {
      const rounded = text.replace(/-?\d+\.\d+(e-?\d+)?|-?\d+e-?\d+/g, (digits) =>
        String(Number(Number(digits).toFixed(2))),
      );
      return ` ${attribute}="${rounded}"`;
    },
  );
}

/** Descriptions of marks become titles, which every browser shows under the pointer. */
function hoverTitles(svg: string): string {
  return svg
    .replace(/ (aria-roledescription|role)="[^"]*"/g, '')
    .replace(
      /<(path|line|rect|text)((?: [^>]*?)?) aria-label="([^"]*)"([^>]*?)\/?>(<\/\1>)?/g,
      '<$1$2$4><title>$3</title></$1>',
    );
}
