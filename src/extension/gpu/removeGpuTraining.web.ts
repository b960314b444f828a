export { setUpGpuTraining as removeGpuTraining } from './setUpGpuTraining.web';
