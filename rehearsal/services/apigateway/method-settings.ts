import type { MethodSetting } from '@aws-sdk/client-api-gateway';
import { badRequest, notSupported } from './errors.ts';
import { asBoolean, asNumber } from './patch.ts';

/** Name of the settings that hold for every method of a stage. */
export const ALL_METHODS = '*/*';

/**
 * Under which name a stage keeps the settings of a method: the path without its first slash, with `~1` for its others.
 * @param path resource path, or `/*` for all
 */
export function settingKey(path: string, httpMethod: string): string {
  const bare = path.replace(/^\//, '');
  return `${bare === '' ? '~1' : bare.replaceAll('/', '~1')}/${httpMethod}`;
}

/** What holds for a method: each setting from the most exact name that has it. */
export function settingsOf(
  all: Readonly<Record<string, MethodSetting>>,
  path: string,
  httpMethod: string,
): { readonly setting: MethodSetting; readonly throttledBy: string } {
  const own = settingKey(path, httpMethod);
  const names = [ALL_METHODS, settingKey('/*', httpMethod), settingKey(path, '*'), own];
  return { setting: Object.assign({}, ...names.map((name) => all[name])), throttledBy: own };
}

const SETTERS: Readonly<Record<string, (setting: MethodSetting, value: string) => void>> = {
  '/logging/loglevel': (setting, value) => {
    if (!['OFF', 'ERROR', 'INFO'].includes(value)) throw badRequest(`Invalid log level '${value}' specified`);
    setting.loggingLevel = value;
  },
  '/logging/dataTrace': (setting, value) => {
    setting.dataTraceEnabled = asBoolean(value);
  },
  '/metrics/enabled': (setting, value) => {
    setting.metricsEnabled = asBoolean(value);
  },
  '/throttling/rateLimit': (setting, value) => {
    setting.throttlingRateLimit = asNumber(value);
  },
  '/throttling/burstLimit': (setting, value) => {
    setting.throttlingBurstLimit = asNumber(value);
  },
  '/caching/enabled': (setting, value) => {
    if (asBoolean(value)) throw notSupported('UpdateStage', 'caching/enabled');
    setting.cachingEnabled = false;
  },
  '/caching/ttlInSeconds': (setting, value) => {
    setting.cacheTtlInSeconds = asNumber(value);
  },
  '/caching/dataEncrypted': (setting, value) => {
    setting.cacheDataEncrypted = asBoolean(value);
  },
};

/**
 * Applies a patch such as `/~1students/GET/throttling/rateLimit`, or the removal of all settings of `/~1students/GET`.
 * @returns false when the path is not one of method settings
 */
export function patchSetting(
  settings: Record<string, MethodSetting>,
  path: string,
  op: string | undefined,
  value: string | undefined,
): boolean {
  const matched = /^\/(.+)\/(\*|[A-Z]+)(\/[a-z]+\/[a-zA-Z]+)?$/.exec(path);
  const [, resource = '', httpMethod = '', property] = matched ?? [];
  if (matched === null) return false;
  const key = settingKey(resource.replaceAll('~1', '/'), httpMethod);
  if (property === undefined) {
    if (op !== 'remove') return false;
    delete settings[key];
    return true;
  }
  const set = SETTERS[property];
  if (set === undefined) return false;
  const setting = settings[key] ?? {};
  if (op === 'remove') delete settings[key];
  else {
    set(setting, value ?? '');
    settings[key] = setting;
  }
  return true;
}
