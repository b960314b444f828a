import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Completer, type CompletionRequest } from '../../src/core/completion';
import { readModel } from '../../src/core/format/modelFile';
import { createReferenceKernel } from '../../src/core/kernel/reference';
import type { Model } from '../../src/core/model';
import { parseWarmup } from '../../src/core/warmup';
import { bundledModelFile } from './extensionUnderTest';

const models = new Map<string, Promise<Model>>();

function modelOf(file: string): Promise<Model> {
  const known = models.get(file);
  if (known) {
    return known;
  }
  const model = readModel(readFileSync(file), basename(file, '.npz'));
  models.set(file, model);
  return model;
}

/** What a text reads like, apart from what the product's default settings say. */
export interface Expected extends Partial<CompletionRequest> {
  readonly model?: string;
  readonly warmup?: string;
}

/**
 * What core itself writes with plain loops in float64, without any of the extension: what the kernel `reference` has to
 * bring into a document, to the last character.
 */
export async function expectedText({
  prompt = '',
  length = 40,
  temperature = 0.5,
  seed = 1,
  model: file = bundledModelFile('shakespeare-rnn-250'),
  warmup = 'auto',
}: Expected): Promise<string> {
  const model = await modelOf(file);
  const network = createReferenceKernel('reference').load(model.parameters);
  const completer = new Completer(network, model, { warmup: parseWarmup(warmup), unknown: 'map' });
  return (await completer.complete({ prompt, length, temperature, seed })).text;
}
