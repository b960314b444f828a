/** In a browser the folder of the models cannot be listed, as it is an address; a test holds the names against it. */
export const bundledNames: readonly string[] = ['shakespeare-gru-2x400', 'shakespeare-rnn-250'];

export class BundledModels {
  names(): Promise<string[]> {
    return Promise.resolve([...bundledNames]);
  }
}
