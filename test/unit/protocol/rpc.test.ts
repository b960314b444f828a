import assert from 'node:assert/strict';
import { BadMessage } from '../../../src/protocol/inspector/messages';
import { Requester, RequestFailure, type Progress } from '../../../src/protocol/inspector/requester';
import {
  Responder,
  type Control,
  type Failure,
  type Handlers,
} from '../../../src/protocol/inspector/responder';
import type { Port } from '../../../src/protocol/port';

/** Two ports of one line. Messages are copied as between a page and its extension, and come a turn later. */
function line(): { page: Port; host: Port; sent: unknown[] } {
  const hearers = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()];
  const sent: unknown[] = [];
  const port = (own: number): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      sent.push(copy);
      setImmediate(() => {
        for (const hear of [...hearers[1 - own]]) {
          hear(copy);
        }
      });
    },
    listen: (hear) => {
      hearers[own].add(hear);
      return { dispose: () => hearers[own].delete(hear) };
    },
  });
  return { page: port(0), host: port(1), sent };
}

function describeError(error: unknown): Failure {
  const { name, message } = error as Error;
  return { message, reason: name === 'PersonError' ? 'person' : 'fault' };
}

/** A requester and a responder that knows these handlers; any other method is a fault of the test. */
function connect(handlers: Partial<Handlers>) {
  const { page, host, sent } = line();
  const bad: BadMessage[] = [];
  const faults: unknown[] = [];
  const all = new Proxy(handlers, {
    get: (known, method) =>
      (Reflect.get(known, method) as unknown) ?? assert.fail(`nobody answers ${String(method)} in this test`),
  }) as Handlers;
  const responder = new Responder(host, all, (error) => {
    faults.push(error);
    return describeError(error);
  });
  return {
    requester: new Requester(page, (error) => bad.push(error)),
    responder,
    page,
    host,
    sent,
    bad,
    faults,
  };
}

async function failureOf(request: Promise<unknown>): Promise<RequestFailure> {
  const error = await request.then(
    () => assert.fail('it should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RequestFailure, String(error));
  return error;
}

const turns = async (count = 6): Promise<void> => {
  for (let turn = 0; turn < count; turn++) {
    await new Promise(setImmediate);
  }
};

describe('requests between page and extension', () => {
  it('are answered, each by its own reply, whatever the order of the replies', async () => {
    const waiting: (() => void)[] = [];
    const { requester } = connect({
      matrix: async ({ weight }) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return { rows: 1, columns: 2, values: new Float64Array([weight.length, 0.1 + 0.2]) };
      },
    });
    const long = requester.ask('matrix', { weight: 'Wxh', memory: false });
    const short = requester.ask('matrix', { weight: 'by', memory: false });
    await turns();
    waiting[1]();
    assert.deepEqual((await short).values, new Float64Array([2, 0.30000000000000004]));
    waiting[0]();
    assert.equal((await long).values[0], 3);
  });

  it('bring what the handler throws, with whom it is meant for', async () => {
    const { requester, faults } = connect({
      describe: () => {
        throw Object.assign(new Error('The file is gone. Put it back.'), { name: 'PersonError' });
      },
      listTexts: () => Promise.reject(new TypeError('x is undefined')),
    });
    const forPerson = await failureOf(requester.ask('describe', {}));
    assert.deepEqual([forPerson.message, forPerson.reason], ['The file is gone. Put it back.', 'person']);
    const ours = await failureOf(requester.ask('listTexts', {}));
    assert.deepEqual([ours.message, ours.reason], ['x is undefined', 'fault']);
    assert.equal(faults.length, 2);
  });

  it('with parameters that are not as they should be are refused, and the line goes on', async () => {
    const { requester } = connect({ listTexts: () => ({ texts: [] }) });
    const failure = await failureOf(requester.ask('matrix', { weight: 'Wzz' as 'Wxh', memory: false }));
    assert.match(failure.message, /matrix, weight/);
    assert.deepEqual(await requester.ask('listTexts', {}), { texts: [] });
  });

  it('fail where the reply is not as it should be', async () => {
    const { requester } = connect({
      order: () => ({ order: [1, 2] as unknown as Uint32Array<ArrayBuffer> }),
    });
    await assert.rejects(
      requester.ask('order', { weight: 'Wxh', memory: false, axis: 'rows', by: { kind: 'similarity' } }),
      BadMessage,
    );
  });

  it('tell how far they are, but not more often than can be seen', async () => {
    const { requester } = connect({
      listTexts: async (_, { onProgress }) => {
        for (let done = 0; done < 1000; done++) {
          onProgress(done, 1000, 'reading');
        }
        await new Promise((resolve) => setTimeout(resolve, 60));
        onProgress(1000, 1000);
        return { texts: [] };
      },
    });
    const heard: Progress[] = [];
    await requester.ask('listTexts', {}, { onProgress: (progress) => heard.push(progress) });
    assert.deepEqual(heard, [
      { done: 0, total: 1000, note: 'reading' },
      { done: 1000, total: 1000, note: undefined },
    ]);
  });

  it('can be cancelled: the asker knows at once, the handler at its signal, and late words are not heard', async () => {
    let control: Control | undefined;
    let finish: (() => void) | undefined;
    const { requester, sent } = connect({
      listTexts: async (_, given) => {
        control = given;
        await new Promise<void>((resolve) => (finish = resolve));
        given.onProgress(1, 2);
        throw new Error('stopped');
      },
    });
    const abort = new AbortController();
    const progress: Progress[] = [];
    const request = requester.ask(
      'listTexts',
      {},
      { signal: abort.signal, onProgress: (word) => progress.push(word) },
    );
    await turns();
    assert.equal(control?.signal.aborted, false);
    abort.abort();
    assert.equal((await failureOf(request)).reason, 'cancelled');
    await turns();
    assert.equal(control.signal.aborted, true);
    finish!();
    await turns();
    assert.deepEqual(progress, []);
    const last = sent.at(-1) as { kind: string; reason: string };
    assert.deepEqual([last.kind, last.reason], ['failure', 'cancelled']);
  });

  it('are not sent where the signal is aborted already', async () => {
    const { requester, sent } = connect({});
    assert.equal(
      (await failureOf(requester.ask('listTexts', {}, { signal: AbortSignal.abort() }))).reason,
      'cancelled',
    );
    assert.deepEqual(sent, []);
  });

  it('fail when the line is closed: those that wait, and those that come later', async () => {
    const aborted: boolean[] = [];
    const { requester } = connect({
      listTexts: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(true);
            reject(new Error('stopped'));
          });
        }),
    });
    const pending = requester.ask('listTexts', {});
    await turns();
    requester.close('The panel was closed.');
    const failure = await failureOf(pending);
    assert.deepEqual([failure.message, failure.reason], ['The panel was closed.', 'closed']);
    assert.equal((await failureOf(requester.ask('describe', {}))).reason, 'closed');
    await turns();
    assert.deepEqual(aborted, [true], 'what runs for nobody is stopped');
  });

  it('are stopped, unanswered, when the answering end closes', async () => {
    let signal: AbortSignal | undefined;
    const { requester, responder, sent } = connect({
      listTexts: (_, control) => {
        signal = control.signal;
        return new Promise((resolve) => {
          control.signal.addEventListener('abort', () => resolve({ texts: [] }));
        });
      },
    });
    void requester.ask('listTexts', {});
    await turns();
    responder.close();
    await turns();
    assert.equal(signal?.aborted, true);
    assert.equal(sent.length, 1, 'only the request itself');
  });

  it('of a page that was loaded anew do not get the replies to its predecessor', async () => {
    const { page, requester, responder } = connect({
      listTexts: () => new Promise(() => undefined),
      closeText: () => ({}),
    });
    void requester.ask('listTexts', {});
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = new Requester(page, (error) => assert.fail(error));
    assert.deepEqual(await second.ask('closeText', { text: 'a' }), {});
    responder.close();
  });
});

describe('events and bad messages', () => {
  it('events reach those that listen, until they no longer do', async () => {
    const { requester, responder } = connect({});
    const heard: number[] = [];
    const listening = requester.on('modelChanged', ({ generation }) => heard.push(generation));
    responder.tell('modelChanged', { generation: 3 });
    await turns();
    listening.dispose();
    responder.tell('modelChanged', { generation: 4 });
    await turns();
    assert.deepEqual(heard, [3]);
  });

  it('rubbish from either side is told of and changes nothing', async () => {
    const { requester, page, host, bad, faults } = connect({ listTexts: () => ({ texts: [] }) });
    for (const rubbish of [
      undefined,
      'x',
      { kind: 'request' },
      { kind: 'reply', id: -1 },
      { kind: 'event', event: 'no' },
    ]) {
      host.post(rubbish);
      page.post(rubbish);
    }
    await turns();
    assert.equal(bad.length, 5);
    assert.equal(faults.length, 5);
    assert.deepEqual(await requester.ask('listTexts', {}), { texts: [] });
  });
});
