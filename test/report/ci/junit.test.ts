/** JUnit files: well-formed, of the form that Jenkins and Surefire read, the same for the same result. */
import { expect, test } from 'vitest';
import { junitOf } from '../../../src/report/ci/junit.js';
import { EVIL, poisoned, suites } from './suites.js';
import { JENKINS, misfits, readXml, SUREFIRE } from './xml.js';

const all = Object.values(suites).map((make) => make());

test.each(Object.entries(suites))('%s fits both schemas', (_, make) => {
  for (const suite of [make(), poisoned(make())]) {
    const root = readXml(junitOf([suite]));
    expect(misfits(JENKINS, root)).toEqual([]);
    for (const child of root.children) expect(misfits(SUREFIRE, child)).toEqual([]);
    expect(root.children[0]!.attributes.tests).toBe(String(suite.checks.length));
  }
});

test('several scenarios are suites of one file, counted together', () => {
  const root = readXml(junitOf(all));
  expect(misfits(JENKINS, root)).toEqual([]);
  expect(root.children.map(({ attributes }) => attributes.name)).toEqual(all.map(({ title }) => title));
  expect(misfits(JENKINS, readXml(junitOf([])))).toEqual([]);
});

test('control: what does not fit is noticed', () => {
  const xml = junitOf(all);
  const broken: readonly (readonly [string, string])[] = [
    ['<testsuite name=', '<testsuite nom='],
    ['<testcase name="invariant(db)"', '<testcase'],
    ['tests="', 'tests="1'],
    ['failures="', 'failures="1'],
    [' time="0"', ' time="soon"'],
    ['<properties>', '<properties>text'],
    ['  </properties>', '  <testcase name="x"/></properties>'],
  ];
  for (const [from, to] of broken) {
    expect(xml).toContain(from);
    expect(misfits(JENKINS, readXml(xml.replace(from, to))), to).not.toEqual([]);
  }
  const [first] = readXml(junitOf([all[1]!]).replace(/type="[^"]*"/, '')).children;
  expect(misfits(SUREFIRE, first!)).toContain('testsuite/testcase[1]/failure[0]: no type');
  const late = { ...first!, children: first!.children.toReversed() };
  expect(misfits(SUREFIRE, late)).toContain('testsuite: order');
});

test('control: what is not XML is noticed', () => {
  for (const wrong of [
    '<a>',
    '<a></b>',
    '<a x="1" x="2"/>',
    '<a x=1/>',
    '<a>&</a>',
    '<a>&nbsp;</a>',
    '<a>\u0001</a>',
  ])
    expect(() => readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${wrong}`), wrong).toThrow();
});

test('texts come back as they were, but for characters that XML cannot hold', () => {
  const suite = poisoned(suites['failing hunt']!());
  const [root] = readXml(junitOf([suite])).children;
  const clean = EVIL.replace('\u0000\u001b', '\ufffd\ufffd').replace('\ud800', '\ufffd');
  expect(root!.attributes.name).toBe(`${clean}Raft, whatever goes wrong`);
  const [failure] = root!.children[1]!.children;
  expect(failure!.attributes.type).toBe(`${clean}invariant(db): leader-completeness`);
  expect(failure!.text).toContain(`${clean}leader-completeness broken on db/3`);
});

test('a failing hunt, as it is written', async () => {
  await expect(junitOf([suites['failing hunt']!()])).toMatchFileSnapshot('../../golden/hunt-junit.xml');
});
