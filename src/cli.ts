import { join } from 'node:path';
import { createProcessEnvironment } from './cli/processEnvironment';
import { program } from './cli/program';
import { allowRelaxedSimd } from './services/relaxedSimd';

allowRelaxedSimd();
const environment = createProcessEnvironment(join(__dirname, '..', 'media', 'models'));
void program(environment, process.argv.slice(2)).then((code) => {
  // Not process.exit: what was printed may still be on its way.
  process.exitCode = code;
});
