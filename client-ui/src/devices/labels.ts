import type { DeviceEntry } from '../generated/types';

/** What to call each device, so that two of one name can be told apart: they are counted. */
export function labels(devices: readonly DeviceEntry[]): string[] {
  return devices.map(({ name }, at) => {
    const twins = devices.filter((other) => other.name === name).length;
    const before = devices.slice(0, at).filter((other) => other.name === name).length;
    return twins > 1 ? `${name} (${before + 1})` : name;
  });
}
