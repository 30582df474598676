/**
 * The page as blocks, before it becomes HTML or Markdown: what is said, in which order.
 *
 * Texts are plain; each writer escapes them for its own language. Pure data.
 */
import type { Verdict } from '../check/verdict.js';
import type { JudgedResult } from '../observe/result.js';
import { printable } from './printable.js';

export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly id: string }
  | { readonly kind: 'question'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      readonly text: string;
      readonly reasons: readonly string[];
    }
  /** What a question comes to, where it is not one of right or wrong. */
  | { readonly kind: 'answer'; readonly texts: readonly string[] }
  | { readonly kind: 'story'; readonly lines: readonly StoryLine[] }
  | { readonly kind: 'code'; readonly text: string }
  /** To a file beside the page, by its path from there. */
  | { readonly kind: 'link'; readonly text: string; readonly path: string }
  | Table
  | ChartBlock
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] };

/** What happened, and when, in seconds since the start. */
export interface StoryLine {
  readonly time_s: number;
  readonly text: string;
  readonly tone: 'plain' | 'fault' | 'failing';
}

export interface Table {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  /** A verdict is shown by colour as well as by its word. */
  readonly verdict?: Verdict;
  /** Smaller, after the text: an interval, a note. */
  readonly small?: string;
}

export interface ChartBlock {
  readonly kind: 'chart';
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly howToRead: string;
  readonly svg: string;
}

export const cell = (text: string, small?: string): Cell =>
  small === undefined ? { text } : { text, small };

/** A finding by the colour of the verdict that it would be. */
export function findingCell({ finding, seeds }: Pick<JudgedResult, 'finding' | 'seeds'>): Cell {
  const verdicts = {
    holds: 'valid',
    violated: 'invalid',
    unknown: 'unknown',
    'not asked': 'unknown',
  } as const;
  const small = finding === 'violated' && seeds[0] !== undefined ? `(seed ${seeds[0]})` : undefined;
  return { text: finding, verdict: verdicts[finding], ...(small === undefined ? {} : { small }) };
}

/** A path as an address: never one that leads out of the disk, whatever it is called. */
export const addressOf = (path: string): string => {
  const address = path
    .split('/')
    .map((part) => encodeURIComponent(printable(part)).replace(/[()'*!]/g, escaped))
    .join('/');
  return address.startsWith('.') ? address : `./${address.replace(/^\/+/, '')}`;
};

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

export const left = (title: string): Column => ({ title, align: 'left' });
export const right = (title: string): Column => ({ title, align: 'right' });
