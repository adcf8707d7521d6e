// Fixtures of devices and of their check, in the waiting room and in the settings.

import type { Check, DeviceTest, DevicesView, NetworkFigures, TestPart, TestReason } from '../src/generated/types';
import { emptyDevices } from '../src/devices/empty-devices';

const devices = {
  cameras: [
    { id: 'cam-1', name: 'Integrated Webcam' },
    { id: 'cam-2', name: 'Logitech BRIO 4K Stream Edition' },
  ],
  microphones: [
    { id: 'mic-1', name: 'Built-in Microphone' },
    { id: 'mic-2', name: 'Jabra Evolve 65 (USB)' },
  ],
  speakers: [
    { id: 'out-1', name: 'Built-in Speakers' },
    { id: 'out-2', name: 'Jabra Evolve 65 (USB)' },
  ],
};

const good: TestPart = { verdict: 'good', reason: null };
const failed = (reason: TestReason): TestPart => ({ verdict: 'failed', reason });
const weak = (reason: TestReason): TestPart => ({ verdict: 'weak', reason });
const fast: NetworkFigures = { path: 'relay_udp', round_trip_ms: 46, lost_percent: 0, kilobits: 1840 };
const slow: NetworkFigures = { path: 'relay_tls', round_trip_ms: 430, lost_percent: 6, kilobits: 240 };

/** A desk with two of each; each fixture says what its check found. */
export function desk(check: Partial<Check> = {}, result: Partial<DeviceTest> = {}): DevicesView {
  const { choice, check: none } = emptyDevices;
  return { found: devices, choice, try_ring: null, check: { ...none, ...check, result: { ...none.result, ...result } } };
}

/** What a look into the camera and a word show. */
export const seen = { camera: good, microphone: good };
const open = { open: true, level: 46 };

/** The check in each state; `open` ones show the checklist. */
export const checks: Record<string, DevicesView> = {
  begun: desk({ open: true, level: 4 }),
  heard: desk(open, seen),
  sounding: desk({ ...open, speaker: 'sounding' }, seen),
  asking: desk({ ...open, speaker: 'asking' }, seen),
  measuring: desk({ ...open, network_busy: true }, { ...seen, speaker: good }),
  passed: desk({ ...open, network: fast }, { ...seen, speaker: good, network: good }),
  direct: desk({ ...open, network: { ...fast, path: 'direct' } }, { ...seen, speaker: good, network: good }),
  weak: desk({ open: true, level: 12, network: slow }, { camera: good, microphone: weak('silent'), speaker: good, network: weak('slow') }),
  tcp: desk({ ...open, network: { ...slow, path: 'relay_tcp', round_trip_ms: null } }, { ...seen, network: failed('slow') }),
  refused: desk({ open: true }, { camera: failed('refused'), microphone: failed('refused') }),
  missing: desk({ open: true }, { camera: failed('missing'), microphone: failed('missing'), speaker: failed('missing') }),
  blocked: desk(
    { ...open, network: { path: null, round_trip_ms: null, lost_percent: 0, kilobits: 0 } },
    { ...seen, speaker: failed('silent'), network: failed('blocked') },
  ),
  ring_idle: { ...desk({ ...open, network: fast }, { ...seen, speaker: good, network: good }), try_ring: { state: 'allowed' } },
  ring_sounding: {
    ...desk({ ...open, network: fast, ring: 'sounding', notifications: true }, { ...seen, speaker: good, network: good }),
    try_ring: { state: 'busy' },
  },
  ring_asking: {
    ...desk({ ...open, network: fast, ring: 'asking', notifications: false }, { ...seen, speaker: good, network: good }),
    try_ring: { state: 'allowed' },
  },
  ring_heard: {
    ...desk({ ...open, network: fast, notifications: true }, { ...seen, speaker: good, network: good, ring: good }),
    try_ring: { state: 'allowed' },
  },
  ring_not_heard: {
    ...desk({ ...open, network: fast, notifications: true }, { ...seen, speaker: good, network: good, ring: failed('silent') }),
    try_ring: { state: 'allowed' },
  },
  closed_passed: desk({ network: fast }, { ...seen, speaker: good, network: good }),
  closed_failed: desk({ network: slow }, { ...seen, camera: failed('missing'), network: weak('slow') }),
};

/** One of each only, and one that was chosen and is gone. */
export const bareDesk: DevicesView = {
  found: { cameras: devices.cameras.slice(0, 1), microphones: devices.microphones.slice(0, 1), speakers: [] },
  choice: { camera: null, microphone: 'mic-9', speaker: null, ring: null, headset: true },
  check: desk().check,
  try_ring: null,
};
