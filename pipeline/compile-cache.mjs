/* Loaded before the app: what V8 compiles of the CDK is kept for the next synthesis, which saves it a third of a second. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
