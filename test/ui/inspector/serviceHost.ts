import type { Model } from '../../../src/core/model';
import type { Handlers } from '../../../src/protocol/inspector/responder';
import { hostHandlers, type Desk, type ShownModelSource } from '../../../src/services/inspector/hostHandlers';
import { startInspectorInProcess } from '../../../src/services/inspector/inProcessLine';
import { InspectorClient } from '../../../src/services/inspector/inspectorClient';
import type { PageHost } from './plainPage';

/** Answers the inspector's page by the real services, for models that `PlainHost` does not know. */
export class ServiceHost implements PageHost {
  private readonly client = new InspectorClient(startInspectorInProcess);
  onEvent: PageHost['onEvent'] = () => undefined;

  constructor(
    private readonly model: Model,
    private readonly text: string,
  ) {}

  handlers(): Handlers {
    const source: ShownModelSource = {
      generation: 1,
      current: () => Promise.resolve({ model: this.model, reference: this.model.name, isRunning: false }),
    };
    const nothing = (): Promise<never> => Promise.reject(new Error('not here'));
    const desk: Desk = {
      readText: () => Promise.resolve({ name: 'text.txt', text: this.text }),
      reveal: nothing,
      save: nothing,
      saveModel: nothing,
      copy: () => Promise.resolve(),
    };
    return hostHandlers(this.client, source, desk);
  }

  /** Opens a text without being asked. @returns its name. */
  async open(name: string): Promise<string> {
    this.client.show(this.model);
    const source = { kind: 'given', name, text: this.text } as const;
    return (await this.client.ask('openText', { source, start: 'zero' })).text!.id;
  }

  dispose(): void {
    this.client.dispose();
  }
}
