import type { Completer } from '../core/completion';
import { describeUnknown, unknownPolicies, type UnknownCharacters } from '../core/encoding';
import { kernelNames } from '../core/kernel/kernel';
import { parseWarmup } from '../core/warmup';
import { loadKernel } from '../services/kernelFiles';
import { ModelStore } from '../services/modelStore';
import { definitions } from '../services/settings';
import { DiskModelFiles } from './diskModelFiles';
import type { Environment } from './environment';
import { choiceOption, flag, settingOption, textOption, type Values } from './option';

/** What the commands share. */
export const jsonOption = flag('print JSON');
export const modelOption = textOption(
  'MODEL',
  'a bundled model, or the path of an .npz or .pkl file',
  definitions.model.default,
);
export const kernelOption = {
  ...choiceOption(['auto', ...kernelNames], '', definitions.kernel.default),
  placeholder: 'KERNEL',
  help: `what runs the network: auto, ${kernelNames.join(', ')}`,
};
export const unknownOption = choiceOption(
  unknownPolicies,
  'what to do with characters that the model does not know',
  definitions.unknownCharacters.default,
);
export const warmupOption = textOption(
  'auto|none|TEXT',
  'what is read before the first character',
  definitions.warmup.default,
);
export const temperatureOption = settingOption(
  definitions.temperature,
  '0 takes the likeliest character; 1 is the model as it is',
  definitions.temperature.default,
);
export const lengthOption = settingOption(
  definitions.length,
  'characters to write',
  definitions.length.default,
);
export const seedOption = settingOption(definitions.seed, 'of the random numbers', 1);

/** How a model is found, run and given text. */
export const readingOptions = {
  model: modelOption,
  kernel: kernelOption,
  warmup: warmupOption,
  unknown: unknownOption,
};

/** Opens the model that the options name, does the work and frees it. @throws PersonError if it cannot be had. */
export async function withModels<T>(
  environment: Environment,
  { model, kernel }: Pick<Values<typeof readingOptions>, 'model' | 'kernel'>,
  work: (models: ModelStore) => Promise<T>,
): Promise<T> {
  const files = new DiskModelFiles(environment.bundledFolder);
  const models = new ModelStore(files, loadKernel, { reference: model, kernel });
  try {
    return await work(models);
  } finally {
    models.dispose();
  }
}

/** The same for work that reads text as the options say. */
export function withCompleter<T>(
  environment: Environment,
  options: Values<typeof readingOptions>,
  work: (completer: Completer) => Promise<T>,
): Promise<T> {
  return withModels(environment, options, (models) =>
    models.use((running) =>
      work(running.completer({ warmup: parseWarmup(options.warmup), unknown: options.unknown })),
    ),
  );
}

/** Tells on standard error what was not read as it stands, and that a trap was left. */
export function tellReading(environment: Environment, unknown: UnknownCharacters, escapes = 0): void {
  const sentence = describeUnknown(unknown);
  if (sentence !== undefined) {
    environment.tell(`${sentence}.`);
  }
  if (escapes > 0) {
    environment.tell(`A trapped hidden state was left ${escapes === 1 ? 'once' : `${escapes} times`}.`);
  }
}
