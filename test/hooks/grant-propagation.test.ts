import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { retryWhileDenied } from '../../hooks/grant-propagation.ts';

const denied = () => Object.assign(new Error('not yet'), { name: 'AccessDeniedException' });

describe('a grant that is seconds old', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is tried again until it works', async () => {
    const operation = jest.fn<() => Promise<string>>().mockRejectedValueOnce(denied()).mockRejectedValueOnce(denied());
    operation.mockResolvedValue('done');
    const result = retryWhileDenied(operation);
    await jest.runAllTimersAsync();
    await expect(result).resolves.toBe('done');
    expect(operation).toHaveBeenCalledTimes(3);
  });

  test('that never comes is an error', async () => {
    const operation = jest.fn<() => Promise<string>>().mockImplementation(async () => {
      throw denied();
    });
    const result = expect(retryWhileDenied(operation)).rejects.toThrow('not yet');
    await jest.runAllTimersAsync();
    await result;
    expect(operation).toHaveBeenCalledTimes(6);
  });

  test('is not awaited for any other error', async () => {
    const operation = jest.fn<() => Promise<string>>().mockRejectedValue(new Error('broken'));
    await expect(retryWhileDenied(operation)).rejects.toThrow('broken');
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
