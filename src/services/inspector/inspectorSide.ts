import { PersonError } from '../../core/personError';
import { methods, type MethodName } from '../../protocol/inspector/inspector';
import { Responder, type Failure, type Handlers } from '../../protocol/inspector/responder';
import type { Port } from '../../protocol/port';
import { answers, type InspectionMethod } from './answers';
import { Inspection, OpenTexts } from './inspection';
import { fromMessage, isModelMessage } from './workerMessages';

/**
 * The answering side: on a line to the extension host, in a worker of its own or, where there are no workers, in the
 * extension host itself. It is told the model by a message, and again whenever that changes.
 */
export class InspectorSide {
  private readonly texts = new OpenTexts();
  private readonly responder: Responder;
  private readonly line: { dispose(): void };
  private inspection: Promise<Inspection> | undefined;

  constructor(port: Port) {
    this.line = port.listen((message) => {
      if (isModelMessage(message)) {
        this.inspection = Inspection.of(fromMessage(message), this.texts);
        // Whoever asks next is told why.
        this.inspection.catch(() => undefined);
      }
    });
    const requests: Port = {
      post: (message, transfer) => port.post(message, transfer),
      listen: (hear) => port.listen((message) => isModelMessage(message) || hear(message)),
    };
    this.responder = new Responder(requests, this.handlers(), describeFailure);
  }

  close(): void {
    this.line.dispose();
    this.responder.close();
  }

  private handlers(): Handlers {
    const entries = (Object.keys(methods) as MethodName[]).map((method) => [
      method,
      async (params: never, control: never): Promise<unknown> => {
        if (!Object.hasOwn(answers, method)) {
          throw new Error(`${method} is not answered here.`);
        }
        if (!this.inspection) {
          throw new PersonError('No model is loaded yet.');
        }
        return answers[method as InspectionMethod](await this.inspection, params, control);
      },
    ]);
    return Object.fromEntries(entries) as Handlers;
  }
}

/** Errors meant for people go as they are; others are ours. */
export function describeFailure(error: unknown): Failure {
  return error instanceof PersonError
    ? {
        message: error.message,
        reason: 'person',
        said: {
          template: error.template,
          values: error.values.map((value) => (value instanceof PersonError ? value.message : value)),
        },
      }
    : { message: error instanceof Error ? error.message : String(error), reason: 'fault' };
}
