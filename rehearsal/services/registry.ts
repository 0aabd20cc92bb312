import type { Service } from '../kernel/service.ts';
import { sts } from './sts/index.ts';

/** Every service of the rehearsal. Adding one: a folder beside these, and its line here. */
export const services: readonly Service[] = [sts];
