// The English words for cameras, microphones, speakers and the network: their check, the settings,
// and what a call is like.

import type { AddressFault, Awaited, NetworkPath, QualityCause, QualityGrade, TestReason } from '../../generated/types';

/** What is wrong with a part, and what to do about it. */
export interface Guidance {
  title: string;
  text: string;
}

export const devicesEn = {
  check: {
    title: 'Camera and sound check',
    lead: 'A minute now, so that nothing stands in the way later.',
    open: 'Start the check',
    reopen: 'Check again',
    close: 'Close the check',
    private: 'Only you see and hear this.',
    picture: 'Your own picture',
    starting: 'The camera is starting',
    noPicture: 'No picture',
    level: 'Loudness at your microphone',
    overall: {
      untested: 'Not tested yet',
      rest: (parts: string) => `Still to test: ${parts}`,
      good: 'Everything works',
      weak: 'It works, with a limit',
      failed: 'Something needs your attention',
    },
    say: {
      camera: { untested: 'The camera is starting.', good: 'You can see yourself.' },
      microphone: { untested: 'Say a few words.', good: 'Your voice is heard.' },
      deadInputs: (inputs: string, several: boolean) =>
        several
          ? `Inputs ${inputs} of this microphone are silent. Your voice comes over another one.`
          : `Input ${inputs} of this microphone is silent. Your voice comes over another one.`,
      speaker: {
        untested: 'Play the ringtone once. It is loud.',
        sounding: 'The ringtone is sounding. Did you hear it?',
        asking: 'Did you hear the ringtone?',
        good: 'You heard the ringtone.',
      },
      network: {
        untested: 'A short trial call, a minute at most.',
        busy: 'The trial call is running.',
        good: 'Fast enough for picture and sound.',
      },
    },
    play: 'Play the ringtone',
    playAgain: 'Play it again',
    heard: 'Yes, I heard it',
    notHeard: 'No, I did not',
    measure: 'Test the network',
    measureAgain: 'Test again',
    retry: 'Try again',
    /** Keyed by part, then by reason. */
    guidance: {
      camera: {
        refused: {
          title: 'The camera is not allowed.',
          text: 'Allow MedConsult to use it in the privacy settings of your device, then try again. You can also talk without a picture.',
        },
        missing: {
          title: 'No camera was found.',
          text: 'Plug one in, or close other programs that use it. You can also talk without a picture: the doctor hears you.',
        },
      },
      microphone: {
        refused: {
          title: 'The microphone is not allowed.',
          text: 'Allow MedConsult to use it in the privacy settings of your device, then try again. Without it nobody hears you.',
        },
        missing: {
          title: 'No microphone was found.',
          text: 'Plug in a microphone or a headset. Without one you are seen, but not heard.',
        },
        silent: {
          title: 'Nothing is heard yet.',
          text: 'Speak up, look for a mute switch on the device or its cable, or choose another microphone.',
        },
      },
      speaker: {
        silent: {
          title: 'You did not hear it.',
          text: 'Turn up the volume, look whether headphones are plugged in, or choose another speaker. Then play it again.',
        },
        missing: {
          title: 'This device can’t play sound.',
          text: 'Plug in a speaker or headphones. Until then, keep an eye on the screen: an invitation is shown all the same.',
        },
      },
      ring: {
        silent: {
          title: 'You did not hear the ring.',
          text: 'Turn up the volume, take the device off mute, or choose another speaker for the ring in the settings. Then try again.',
        },
        missing: {
          title: 'This device can’t ring.',
          text: 'It plays no sound. Keep an eye on the screen: a call is shown all the same.',
        },
        blocked: {
          title: 'The ring did not arrive.',
          text: 'The connection to the practice is too slow or broken. Try again, or try another network.',
        },
      },
      network: {
        slow: {
          title: 'The network is slow.',
          text: 'Go closer to the Wi-Fi, or stop downloads and films. The picture may be small or pause; sound comes first.',
        },
        unproven: {
          title: 'It works here. Whether it reaches others is not known.',
          text: 'Your clinic has no relay, or it does not answer. Where both networks let calls through, the call works all the same.',
        },
        blocked: {
          title: 'No call gets through here.',
          text: 'A firewall may be in the way. Try another network, for instance the one of your phone.',
        },
      },
    } satisfies Record<'camera' | 'microphone' | 'speaker' | 'network' | 'ring', Partial<Record<TestReason, Guidance>>> as Record<
      'camera' | 'microphone' | 'speaker' | 'network' | 'ring',
      Partial<Record<TestReason, Guidance>>
    >,
    failed: 'It does not work at the moment. Please try again.',
    ways: 'Ways that were tried',
    way: {
      direct: 'Directly, by UDP',
      relay_udp: 'Relay by UDP',
      relay_tcp: 'Relay by TCP',
      relay_tls: 'Relay by TLS',
    } satisfies Record<NetworkPath, string>,
    wayWorks: 'works',
    wayShut: 'does not get through',
    path: {
      direct: 'Direct, without a relay',
      relay_udp: 'Relay by UDP',
      relay_tcp: 'Relay by TCP, as UDP is blocked',
      relay_tls: 'Relay by TLS, as only the web is let through',
    } satisfies Record<NetworkPath, string>,
    figures: { path: 'Way', roundTrip: 'There and back', loss: 'Lost on the way', rate: 'Speed' },
    unknown: 'unknown',
  },

  ringTry: {
    start: 'Try the ring',
    again: 'Try the ring again',
    say: {
      untested: 'The practice rings this device once, just as for a call.',
      asked: 'The ring is on its way.',
      sounding: 'This is only a rehearsal; nobody is calling. Do you hear it?',
      asking: 'Did you hear the ring?',
      good: 'A call will be heard here.',
    },
    notifications: 'Notifications of this device',
    notification: { unknown: 'not tried yet', shown: 'are shown', hidden: 'are not shown' },
    volume: 'Ring volume',
    battery: 'Battery saver',
    unknowable: 'cannot be known here',
    heardByPatient: 'Ring heard',
    notHeardByPatient: 'Ring not heard',
  },

  policy: {
    patient: 'Your device test has not been passed yet. Take it below, so that nothing stands in the way of the call.',
    doctor: 'No passed device test',
  },

  devices: {
    camera: 'Camera',
    microphone: 'Microphone',
    speaker: 'Speaker',
    ring: 'Speaker for the ring',
    ringHint: 'It also rings on the device’s usual output, so that it is heard.',
    standard: 'As the device chooses',
    unplugged: (name: string) => `${name} (not plugged in)`,
    headset: 'I wear a headset',
    headsetHint: 'Then there is no echo to take away, and you sound more natural.',
  },

  settings: {
    title: 'Settings',
    close: 'Leave settings',
    devices: 'Devices',
    preview: 'Show picture and loudness',
    previewOff: 'Switch the camera off',
    ring: 'Ring',
    ringLead: 'Listen to how this device rings for a call.',
    look: 'Appearance and language',
    theme: 'Colours',
    themes: { system: 'As the device', light: 'Light', dark: 'Dark' },
    server: 'Server',
    serverAddress: 'Address',
    serverChange: 'Use this server',
    serverRefused: {
      malformed: (address: string) => `“${address}” is not the address of a server. It is a name such as clinic.example.`,
      not_encrypted: (address: string) =>
        `${address} is not used: your password and your conversations could be read on the way. Enter the name without http://, or ask your clinic.`,
    } satisfies Record<AddressFault, (address: string) => string>,
    serverTitle: 'Change the server?',
    serverText: (url: string) => `You are signed out here, and sign in again at ${url}.`,
    serverConfirm: 'Sign out and change',
    serverSame: 'This is the server in use.',
  },

  reach: {
    title: 'Being reached',
    keepRunning: 'Stay reachable when the window is closed',
    keepRunningHint: 'Calls ring and messages arrive; the app goes on in the background.',
    autostart: 'Start with the computer',
    autostartHint: 'Patients reach you as soon as you sign in to this computer.',
    failed: 'The system did not take that. Try again, or change it in the system’s own settings.',
    askTitle: 'How do patients reach you?',
    askText: 'While MedConsult does not run, nobody can ring you. You find these choices in the settings later.',
    done: 'Done',
    closeTitle: 'Close MedConsult?',
    closeText: {
      call: 'A call is under way. It breaks off when the app ends.',
      session: 'Your session is online and patients wait for you. They see that you are gone until you open the app again.',
      place: 'You are waiting for the doctor. While the app is closed it does not ring, and after a while you lose your place.',
      reach: 'While the app is closed no patient can ring you, and messages wait until you open it again.',
    } satisfies Record<Awaited, string>,
    goOnText: 'In the background it takes no place on your screen, and still rings.',
    stay: 'Keep it open',
    goOn: 'Go on in the background',
    close: 'Close',
  },

  quality: {
    grade: { good: 'Good connection', weak: 'Weak connection', bad: 'Bad connection' } satisfies Record<QualityGrade, string>,
    cause: {
      no_path: 'nothing arrives',
      bandwidth: 'slow network',
      loss: 'parts get lost',
      delay: 'long delay',
      relay: 'long way over the relay',
      machine: 'this device is busy',
    } satisfies Record<QualityCause, string>,
  },

  keys: {
    open: 'Devices and keys',
    short: 'Devices',
    title: 'Keys',
    use: 'Use single keys',
    list: {
      microphone: 'Microphone on or off',
      camera: 'Camera on or off',
      devices: 'Devices and keys',
      end: 'Go to “End call”',
      help: 'Show the keys',
      close: 'Close this',
    },
  },
};

export type DeviceTexts = typeof devicesEn;
