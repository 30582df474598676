/** Histories of several objects whose values are `[key, value]`, with and without Jepsen's tag. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../../src/check/check-history.js';

const edn = (...events: string[]) => events.map((event) => `{${event}}`).join('\n');

describe('pairs whose tag was lost', () => {
  const lines = (read: string) =>
    edn(
      ':process 0 :type :invoke :f :write :value [:x 1]',
      ':process 0 :type :ok :f :write :value [:x 1]',
      `:process 1 :type :invoke :f :read :value ${read}`,
      `:process 1 :type :ok :f :read :value ${read.replace('nil', '2')}`,
      ':process 0 :type :invoke :f :read :value [:x nil]',
      ':process 0 :type :ok :f :read :value [:x 1]',
    );

  it('are keys and values where a read asks for [key nil]', () => {
    const checked = checkHistory(lines('[:y nil]'), { model: 'register', initial: 2 });
    expect(checked).toMatchObject({ result: { verdict: 'valid' }, summary: { keyed: true, keys: 2 } });
    expect(checkHistory(lines('[:x nil]'), { model: 'register' })).toMatchObject({
      result: { verdict: 'invalid' },
    }); // 2 was never written to x
  });

  it('are values where a read does not, or where they are told to be', () => {
    const plain = edn(
      ':process 0 :type :invoke :f :write :value [1 2]',
      ':process 0 :type :ok :f :write :value [1 2]',
      ':process 1 :type :invoke :f :read :value nil',
      ':process 1 :type :ok :f :read :value [1 2]',
    );
    expect(checkHistory(plain, { model: 'register' })).toMatchObject({ summary: { keyed: false } });
    const told = checkHistory(lines('[:y nil]'), { model: 'register', keyed: false });
    expect(told).toMatchObject({ summary: { keyed: false } });
  });
});
