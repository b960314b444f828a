export { mochaHooks } from '../ui/hooks';
