/**
 * What a chart is: a pure function from data (of a run, a sweep, a comparison, a sizing) to a Vega-Lite specification.
 *
 * Specifications are plain JSON, so that they can be pinned, diffed and opened in any Vega editor. Knows
 * nothing of how they are drawn.
 */
import type { Json } from '../src/kernel/json.js';
import type { ReportData } from '../src/observe/result.js';

/** A Vega-Lite specification, or a part of one. */
export type Spec = { readonly [key: string]: Json };

/** Of the data of a run, unless another kind of result is named. */
export interface Chart<Data = ReportData> {
  /** As scenario files and file names have it. */
  readonly name: string;
  readonly title: string;
  /** The question that it answers. */
  readonly question: string;
  /** For someone who sees such a chart for the first time: of what is drawn here, and nothing else. */
  readonly howToRead: (data: Data) => string;
  /** What the data must have for it; completes "not drawn, because there are no …". */
  readonly needs: string;
  readonly applies: (data: Data) => boolean;
  /** The sentence that the data comes to, where there is one: title of the drawing, answer of the report. */
  readonly finding?: (data: Data) => string;
  /** Only called if it applies. */
  readonly spec: (data: Data) => Spec;
}

/** From and to, in seconds. */
export type Span = readonly [number, number];
