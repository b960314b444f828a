/** Names of the files of a job that are not the same for every job. */
export const jobFiles = {
  config: 'config.json',
  data: 'data.json',
  text: 'text.txt',
  start: 'start.safetensors',
  checkpoint: 'checkpoint.safetensors',
  model: 'model.safetensors',
  losses: 'losses.jsonl',
} as const;
