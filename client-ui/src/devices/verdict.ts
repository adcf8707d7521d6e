// How the parts of a device test look and read.

import { listed } from '../format';
import type { DeviceTest, TestPart, TestVerdict } from '../generated/types';
import type { IconName } from '../components/icons';
import { t } from '../i18n';
import type { Guidance } from '../i18n/en/devices';

export const parts = ['camera', 'microphone', 'speaker', 'network'] as const;
/** The ring is tried besides, where somebody waits to be called. */
export type Part = (typeof parts)[number] | 'ring';

export const partIcons: Record<Part, IconName> = { camera: 'camera', microphone: 'mic', speaker: 'sound', network: 'signal', ring: 'bell' };
export const verdictIcons: Record<Exclude<TestVerdict, 'untested'>, IconName> = { good: 'check', weak: 'alert', failed: 'cross' };
export const tones: Record<TestVerdict, 'quiet' | 'good' | 'warn' | 'bad'> = {
  untested: 'quiet',
  good: 'good',
  weak: 'warn',
  failed: 'bad',
};

/** What to do about a part that is not good. */
export function guidanceOf(part: Part, { verdict, reason }: TestPart): Guidance | null {
  if (verdict === 'good' || verdict === 'untested') return null;
  return (reason && t.check.guidance[part][reason]) || { title: t.check.failed, text: '' };
}

/** All parts in one verdict and one line: the worst first, then what is still to do. */
export function overall(test: DeviceTest): { verdict: TestVerdict; text: string } {
  const verdicts = parts.map((part) => test[part].verdict);
  if (verdicts.includes('failed')) return { verdict: 'failed', text: t.check.overall.failed };
  const rest = parts.filter((part) => test[part].verdict === 'untested');
  if (rest.length === parts.length) return { verdict: 'untested', text: t.check.overall.untested };
  if (rest.length > 0) {
    return { verdict: 'untested', text: t.check.overall.rest(listed(rest.map((part) => t.deviceTest.part[part]))) };
  }
  return verdicts.includes('weak') ? { verdict: 'weak', text: t.check.overall.weak } : { verdict: 'good', text: t.check.overall.good };
}
