import { badRequest } from '../errors.ts';

/**
 * An integration response's pattern, which has to match as a whole; undefined for the default response.
 * @throws ServiceError BadRequestException for one that is no regular expression
 */
export function selectionPattern(text: string | undefined): RegExp | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return new RegExp(`^(?:${text})$`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(`Invalid selection pattern specified: ${text} (${why})`);
  }
}
