// What is known of the devices before the first view.

import type { DevicesView } from '../generated/types';

const untested = { verdict: 'untested', reason: null } as const;

export const emptyDevices: DevicesView = {
  found: { cameras: [], microphones: [], speakers: [] },
  choice: { camera: null, microphone: null, speaker: null, ring: null, headset: false },
  check: {
    open: false,
    result: { camera: untested, microphone: untested, speaker: untested, network: untested, ring: untested, path: null },
    level: 0,
    dead_inputs: [],
    speaker: 'idle',
    network_busy: false,
    network: null,
    ring: 'idle',
    notifications: null,
  },
  try_ring: null,
};
