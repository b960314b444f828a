import * as v from 'valibot';
import {
  events,
  methods,
  type EventData,
  type EventName,
  type MethodName,
  type Params,
  type Reply,
} from './inspector';
import { count, finite } from './values';

/**
 * How requests travel between the page and the extension, and in the same form between the extension and its worker.
 * A request has a number that its sender counts up; everything about it carries that number. It ends with exactly one
 * `reply` or `failure`. A `cancel` asks for an early end, which comes as a `failure` that says so, unless the reply was
 * already on its way.
 */
const id = count;

const toHost = v.variant('kind', [
  v.object({ kind: v.literal('request'), id, method: v.string(), params: v.unknown() }),
  v.object({ kind: v.literal('cancel'), id }),
]);

const toPage = v.variant('kind', [
  v.object({ kind: v.literal('reply'), id, reply: v.unknown() }),
  v.object({
    kind: v.literal('failure'),
    id,
    /** What was wrong, where, and what to do. */
    message: v.string(),
    /** The message of the kind `person` before its values were put in, for whoever translates it. */
    said: v.optional(v.object({ template: v.string(), values: v.array(v.union([v.string(), v.number()])) })),
    /** `person`: the message is meant for the person at the keyboard. `cancelled`: as asked. `fault`: ours. */
    reason: v.picklist(['person', 'cancelled', 'fault']),
  }),
  v.object({
    kind: v.literal('progress'),
    id,
    /** In whatever the request counts: characters mostly. Never falls. */
    done: finite,
    /** May grow while the work goes on. */
    total: finite,
    /** What is being done, in a few words. */
    note: v.optional(v.string()),
  }),
  v.object({ kind: v.literal('event'), event: v.string(), data: v.unknown() }),
]);

export type RequestMessage = {
  [M in MethodName]: { kind: 'request'; id: number; method: M; params: Params<M> };
}[MethodName];
export type CancelMessage = { kind: 'cancel'; id: number };
/** From the page (or the host, to its worker). */
export type ToHost = RequestMessage | CancelMessage;

export type ReplyMessage = { kind: 'reply'; id: number; reply: Reply<MethodName> };
export type FailureMessage = Extract<v.InferOutput<typeof toPage>, { kind: 'failure' }>;
export type ProgressMessage = Extract<v.InferOutput<typeof toPage>, { kind: 'progress' }>;
export type EventMessage = {
  [E in EventName]: { kind: 'event'; event: E; data: EventData<E> };
}[EventName];
/** To the page (or from the worker). */
export type ToPage = ReplyMessage | FailureMessage | ProgressMessage | EventMessage;

/** What is wrong may quote what came, which may be a whole book. */
const longestMessage = 500;

/** A message that is not as it should be. `id` is that of the request, where there is one to answer. */
export class BadMessage extends Error {
  constructor(
    message: string,
    readonly id?: number,
  ) {
    super(message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message);
    this.name = 'BadMessage';
  }
}

/** Checks what came from the page; defaults are filled in. @throws BadMessage, which says what was wrong. */
export function checkToHost(message: unknown): ToHost {
  const envelope = parse(toHost, message, 'message');
  if (envelope.kind === 'cancel') {
    return envelope;
  }
  const { kind, method, params } = envelope;
  if (!Object.hasOwn(methods, method)) {
    throw new BadMessage(`There is no method ${JSON.stringify(method)}.`, envelope.id);
  }
  const name = method as MethodName;
  return {
    kind,
    id: envelope.id,
    method: name,
    params: parse(methods[name].params, params, name, envelope.id),
  } as RequestMessage;
}

/** Checks what came from the extension, but for the body of a reply: `checkReply` does that. @throws BadMessage */
export function checkToPage(message: unknown): ToPage {
  const envelope = parse(toPage, message, 'message');
  if (envelope.kind !== 'event') {
    return envelope as ToPage;
  }
  const { kind, event, data } = envelope;
  if (!Object.hasOwn(events, event)) {
    throw new BadMessage(`There is no event ${JSON.stringify(event)}.`);
  }
  const name = event as EventName;
  return { kind, event: name, data: parse(events[name] as v.GenericSchema, data, name) } as EventMessage;
}

/** Checks the body of a reply. @throws BadMessage */
export function checkReply<M extends MethodName>(method: M, reply: unknown): Reply<M> {
  return parse(methods[method].reply as v.GenericSchema, reply, `reply to ${method}`) as Reply<M>;
}

/** The typed arrays of a reply are not copied if their buffers are handed over. */
export function transferable(reply: object): ArrayBuffer[] {
  return Object.values(reply).flatMap((value: unknown) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}

function parse<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  what: string,
  id?: number,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new BadMessage(`${what}${path === null ? '' : `, ${path}`}: ${issue.message}.`, id ?? idOf(value));
}

/** A request whose envelope is broken is still answered, if it has a number. */
function idOf(message: unknown): number | undefined {
  const given = typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
  return v.is(id, given) ? given : undefined;
}
