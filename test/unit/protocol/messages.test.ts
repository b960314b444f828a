import assert from 'node:assert/strict';
import type { MethodName } from '../../../src/protocol/inspector/inspector';
import {
  BadMessage,
  checkReply,
  checkToHost,
  checkToPage,
  transferable,
} from '../../../src/protocol/inspector/messages';

/** A request as the page sends it. */
function request(method: string, params: unknown): unknown {
  return { kind: 'request', id: 7, method, params };
}

describe("the inspector's messages", () => {
  const good: [MethodName, object][] = [
    ['describe', {}],
    ['matrix', { weight: 'Whh', memory: true }],
    ['openText', { source: { kind: 'given', name: 'a.txt', text: '<b>&</b>' } }],
    ['drivers', { scope: { kind: 'zero', from: 9 }, to: 0 }],
    ['drivers', { scope: { kind: 'place', text: 't1', position: 12 }, to: 0, foil: 2 }],
    ['drivers', { scope: { kind: 'text', text: 't1', from: 9 }, to: 0 }],
    ['decompose', { place: { kind: 'place', text: 't1', position: 3 }, neuron: 100 }],
    [
      'ablate',
      {
        text: 't1',
        from: 9,
        to: 0,
        ablations: [{ neurons: [100, 73], mode: 'output', value: 'mean' }],
        controls: 8,
        seed: 1,
      },
    ],
    ['edit', { edit: { kind: 'weight', weight: 'by', row: 0, column: 0, value: -1.5 } }],
  ];
  for (const [method, params] of good) {
    it(`takes ${method} ${JSON.stringify(params).slice(0, 60)}`, () => {
      const message = checkToHost(request(method, params));
      assert.equal(message.kind, 'request');
      assert.deepEqual({ ...params, ...message.params }, message.params);
    });
  }

  it('fills in what may be left out', () => {
    const message = checkToHost(request('openText', { source: { kind: 'editor' } }));
    assert.deepEqual(message, request('openText', { source: { kind: 'editor' }, start: 'auto' }));
  });

  const bad: [string, unknown, RegExp][] = [
    ['no method', request('eval', {}), /no method "eval"/],
    ['an inherited name', request('toString', {}), /no method "toString"/],
    ['a missing field', request('drivers', { to: 0 }), /drivers, scope/],
    ['an unknown field', request('matrix', { weight: 'Wxh', memory: false, more: 1 }), /matrix, more/],
    ['something where nothing goes', request('describe', { a: 1 }), /describe, a/],
    ['a negative neuron', request('decompose', { place: { kind: 'zero', from: 0 }, neuron: -1 }), /neuron/],
    ['a fraction of a neuron', request('neuron', { text: 't', neuron: 1.5 }), /neuron, neuron/],
    [
      'NaN',
      request('edit', { edit: { kind: 'clamp', neuron: 1, value: NaN, mode: 'whole' } }),
      /edit\.value/,
    ],
    [
      'a clamp past 1',
      request('edit', { edit: { kind: 'clamp', neuron: 1, value: 1.01, mode: 'whole' } }),
      /edit\.value/,
    ],
    [
      'no ablation',
      request('ablate', { text: 't', from: 0, to: 0, ablations: [], controls: 0, seed: 0 }),
      /ablations/,
    ],
    ['a text', 'describe', /message/],
    ['nothing', undefined, /message/],
  ];
  for (const [what, message, expected] of bad) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => checkToHost(message),
        (error) => error instanceof BadMessage && expected.test(error.message),
      );
    });
  }

  it('names the request that it refuses, so that it can be answered', () => {
    for (const message of [request('eval', {}), request('drivers', {}), { kind: 'request', id: 7 }]) {
      assert.throws(
        () => checkToHost(message),
        (error) => error instanceof BadMessage && error.id === 7,
      );
    }
  });

  it('checks what goes to the page', () => {
    assert.doesNotThrow(() =>
      checkToPage({ kind: 'event', event: 'show', data: { view: 'text', neuron: 3 } }),
    );
    assert.throws(
      () => checkToPage({ kind: 'event', event: 'show', data: { view: '<script>' } }),
      BadMessage,
    );
    assert.throws(() => checkToPage({ kind: 'event', event: 'other', data: {} }), BadMessage);
    assert.throws(() => checkToPage({ kind: 'failure', id: 1, message: 'x', reason: 'why' }), BadMessage);
    const matrix = { rows: 1, columns: 2, values: new Float64Array(2) };
    assert.equal(checkReply('matrix', matrix).values, matrix.values);
    assert.throws(() => checkReply('matrix', { ...matrix, values: [0, 0] }), BadMessage);
    assert.deepEqual(transferable(matrix), [matrix.values.buffer]);
  });
});
