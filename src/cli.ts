import { join } from 'node:path';
import { createProcessEnvironment } from './cli/processEnvironment';
import { program } from './cli/program';
import { allowRelaxedSimd } from './services/relaxedSimd';

allowRelaxedSimd();
const environment = createProcessEnvironment(join(__dirname, '..', 'media', 'models'));
void program(environment, process.argv.slice(2)).then((code) => {
  // Threads of TensorFlow's would keep the process alive; but what was printed may still be on its way.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
