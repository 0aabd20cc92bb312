/**
 * Bundles every function, for the processes that come after: a build's synthesis and tests start at the same time, and each
 * would otherwise bundle all of them by itself.
 */
import { bundle } from './bundle.ts';

bundle('add-student-details');
