/** A strict reader of the XML that we write, and the two JUnit schemas that it must fit, as data. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const NAME = /^[A-Za-z_][\w.-]*/;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Throws where a text is not well-formed XML 1.0 (the part of it that we use: no comments, no CDATA, no DTD). */
export function readXml(text: string): Element {
  if (!text.startsWith(DECLARATION)) throw new Error('no declaration');
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (forbidden !== null) throw new Error(`forbidden character at ${forbidden.index}`);
  const [root, end] = element(text, DECLARATION.length);
  if (text.slice(end).trim() !== '') throw new Error(`text after the root at ${end}`);
  return root;
}

function element(text: string, start: number): readonly [Element, number] {
  const name = nameAt(text, start + 1);
  if (text[start] !== '<' || name === '') throw new Error(`no element at ${start}`);
  let at = start + 1 + name.length;
  const attributes: Record<string, string> = {};
  for (let space = /^\s+/.exec(text.slice(at)); space !== null; space = /^\s+/.exec(text.slice(at))) {
    at += space[0].length;
    const key = nameAt(text, at);
    if (key === '') break;
    const value = /^="([^"<]*)"/.exec(text.slice(at + key.length));
    if (value === null) throw new Error(`no value at ${at}`);
    if (key in attributes) throw new Error(`${key} twice at ${at}`);
    // XML 1.0, 3.3.3: white space in an attribute that is not a reference becomes a space.
    attributes[key] = decoded(value[1]!.replace(/[\t\n\r]/g, ' '));
    at += key.length + value[0].length;
  }
  if (text.startsWith('/>', at)) return [{ name, attributes, children: [], text: '' }, at + 2];
  if (text[at] !== '>') throw new Error(`tag does not end at ${at}`);
  at += 1;
  const children: Element[] = [];
  let content = '';
  for (;;) {
    const next = text.indexOf('<', at);
    if (next === -1) throw new Error(`${name} is not closed`);
    content += decoded(text.slice(at, next).replace(/\r\n?/g, '\n'));
    if (text.startsWith(`</${name}>`, next))
      return [{ name, attributes, children, text: content }, next + name.length + 3];
    const [child, end] = element(text, next);
    children.push(child);
    at = end;
  }
}

const nameAt = (text: string, at: number): string => NAME.exec(text.slice(at, at + 200))?.[0] ?? '';

function decoded(text: string): string {
  return text.replace(/&(#\d+|#x[0-9a-f]+|\w+)?;?/g, (all, reference: string | undefined) => {
    if (reference === undefined || !all.endsWith(';')) throw new Error(`bare & in ${text.slice(0, 40)}`);
    if (reference.startsWith('#'))
      return String.fromCodePoint(Number(reference.slice(1).replace(/^x/, '0x')));
    const character = ENTITIES[reference];
    if (character === undefined) throw new Error(`entity ${reference}`);
    return character;
  });
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Children that it may have; in this order where the schema has a sequence. */
  readonly children: readonly string[];
  readonly sequence: boolean;
  readonly text: boolean;
}

export type Schema = Readonly<Record<string, Rule>>;

const rule = (required: string, optional: string, children: string, sequence = false, text = false): Rule => {
  const words = (list: string) => list.split(' ').filter((word) => word !== '');
  return { required: words(required), optional: words(optional), children: words(children), sequence, text };
};

/** Jenkins' xunit plugin, junit-10.xsd: the elements that we write. */
export const JENKINS: Schema = {
  testsuites: rule('', 'name time tests failures errors', 'testsuite'),
  testsuite: rule(
    'name tests failures errors',
    'group time skipped timestamp hostname id package file log url',
    'testsuite properties testcase system-out system-err',
  ),
  properties: rule('', '', 'property'),
  property: rule('name value', '', ''),
  testcase: rule('name', 'time classname group', 'skipped error failure system-out system-err'),
  failure: rule('', 'type message', '', false, true),
  error: rule('', 'type message', '', false, true),
};

/** Maven Surefire, surefire-test-report.xsd, of a single suite. */
export const SUREFIRE: Schema = {
  testsuite: rule('name tests errors skipped failures', 'time group', 'properties testcase', true),
  properties: rule('', '', 'property'),
  property: rule('name value', '', ''),
  testcase: rule('name time', 'classname group', 'failure skipped error system-out system-err', true),
  failure: rule('type', 'message', '', false, true),
  error: rule('type', 'message', '', false, true),
};

const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?$/;

/** What is wrong with an element and all below it; empty if it fits. */
export function misfits(schema: Schema, it: Element, path = it.name): readonly string[] {
  const own = schema[it.name];
  if (own === undefined) return [`${path}: unknown element`];
  const names = Object.keys(it.attributes);
  const order = it.children.map(({ name }) => own.children.indexOf(name));
  return [
    ...own.required.filter((name) => !names.includes(name)).map((name) => `${path}: no ${name}`),
    ...names
      .filter((name) => ![...own.required, ...own.optional].includes(name))
      .map((name) => `${path}: unknown ${name}`),
    ...(it.attributes.time === undefined || TIME.test(it.attributes.time) ? [] : [`${path}: time`]),
    ...(own.text || it.text.trim() === '' ? [] : [`${path}: text`]),
    ...it.children.filter((_, i) => order[i] === -1).map(({ name }) => `${path}: ${name} may not be there`),
    ...(own.sequence && order.some((place, i) => place < (order[i - 1] ?? 0)) ? [`${path}: order`] : []),
    ...it.children.flatMap((child, i) => misfits(schema, child, `${path}/${child.name}[${i}]`)),
    ...countsOf(it, path),
  ];
}

/** What a suite says of itself is what it has. */
function countsOf(it: Element, path: string): readonly string[] {
  if (it.name !== 'testsuite' && it.name !== 'testsuites') return [];
  const cases = (of: Element): readonly Element[] =>
    of.children.flatMap((child) => (child.name === 'testcase' ? [child] : cases(child)));
  const having = (name: string) =>
    cases(it).filter(({ children }) => children.some((child) => child.name === name)).length;
  const real = { tests: cases(it).length, failures: having('failure'), errors: having('error') };
  return Object.entries(real).flatMap(([name, count]) =>
    it.attributes[name] === String(count) ? [] : [`${path}: ${name} ${it.attributes[name]}, not ${count}`],
  );
}
