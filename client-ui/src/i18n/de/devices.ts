// The German words for cameras, microphones, speakers and the network.

import type { DeviceTexts } from '../en/devices';

export const devicesDe: DeviceTexts = {
  check: {
    title: 'Kamera und Ton prüfen',
    lead: 'Eine Minute jetzt, damit später nichts im Weg steht.',
    open: 'Prüfung beginnen',
    reopen: 'Noch einmal prüfen',
    close: 'Prüfung schließen',
    private: 'Nur Sie sehen und hören das.',
    picture: 'Ihr eigenes Bild',
    starting: 'Die Kamera startet',
    noPicture: 'Kein Bild',
    level: 'Lautstärke an Ihrem Mikrofon',
    overall: {
      untested: 'Noch nicht geprüft',
      rest: (parts) => `Noch zu prüfen: ${parts}`,
      good: 'Alles funktioniert',
      weak: 'Es funktioniert, mit Einschränkung',
      failed: 'Etwas braucht Ihre Aufmerksamkeit',
    },
    say: {
      camera: { untested: 'Die Kamera startet.', good: 'Sie sehen sich selbst.' },
      microphone: { untested: 'Sagen Sie ein paar Worte.', good: 'Ihre Stimme ist zu hören.' },
      deadInputs: (inputs, several) =>
        several
          ? `Die Eingänge ${inputs} dieses Mikrofons sind still. Ihre Stimme kommt über einen anderen.`
          : `Eingang ${inputs} dieses Mikrofons ist still. Ihre Stimme kommt über einen anderen.`,
      speaker: {
        untested: 'Lassen Sie es einmal klingeln. Es ist laut.',
        sounding: 'Es klingelt gerade. Haben Sie es gehört?',
        asking: 'Haben Sie das Klingeln gehört?',
        good: 'Sie haben das Klingeln gehört.',
      },
      network: {
        untested: 'Ein kurzer Probeanruf, höchstens eine Minute.',
        busy: 'Der Probeanruf läuft.',
        good: 'Schnell genug für Bild und Ton.',
      },
    },
    play: 'Klingeln lassen',
    playAgain: 'Noch einmal klingeln',
    heard: 'Ja, gehört',
    notHeard: 'Nein, nicht gehört',
    measure: 'Netz prüfen',
    measureAgain: 'Noch einmal prüfen',
    retry: 'Noch einmal versuchen',
    guidance: {
      camera: {
        refused: {
          title: 'Die Kamera ist nicht erlaubt.',
          text: 'Erlauben Sie sie MedConsult in den Datenschutzeinstellungen des Geräts und versuchen Sie es noch einmal. Sie können auch ohne Bild sprechen.',
        },
        missing: {
          title: 'Es wurde keine Kamera gefunden.',
          text: 'Schließen Sie eine an oder beenden Sie andere Programme, die sie benutzen. Sie können auch ohne Bild sprechen: Man hört Sie.',
        },
      },
      microphone: {
        refused: {
          title: 'Das Mikrofon ist nicht erlaubt.',
          text: 'Erlauben Sie es MedConsult in den Datenschutzeinstellungen des Geräts und versuchen Sie es noch einmal. Ohne Mikrofon hört Sie niemand.',
        },
        missing: {
          title: 'Es wurde kein Mikrofon gefunden.',
          text: 'Schließen Sie ein Mikrofon oder ein Headset an. Ohne sieht man Sie, hört Sie aber nicht.',
        },
        silent: {
          title: 'Noch ist nichts zu hören.',
          text: 'Sprechen Sie lauter, suchen Sie einen Stummschalter am Gerät oder am Kabel, oder wählen Sie ein anderes Mikrofon.',
        },
      },
      speaker: {
        silent: {
          title: 'Sie haben es nicht gehört.',
          text: 'Drehen Sie lauter, sehen Sie nach, ob Kopfhörer eingesteckt sind, oder wählen Sie einen anderen Lautsprecher. Dann noch einmal klingeln lassen.',
        },
        missing: {
          title: 'Dieses Gerät kann keinen Ton abspielen.',
          text: 'Schließen Sie Lautsprecher oder Kopfhörer an. Bis dahin behalten Sie bitte den Bildschirm im Auge: Ein Anruf wird trotzdem angezeigt.',
        },
      },
      ring: {
        silent: {
          title: 'Sie haben den Klingelton nicht gehört.',
          text: 'Drehen Sie lauter, heben Sie die Stummschaltung auf, oder wählen Sie in den Einstellungen einen anderen Lautsprecher. Versuchen Sie es dann noch einmal.',
        },
        missing: {
          title: 'Dieses Gerät kann nicht läuten.',
          text: 'Es spielt keinen Ton. Behalten Sie den Bildschirm im Auge: Ein Anruf wird trotzdem gezeigt.',
        },
        blocked: {
          title: 'Der Klingelton ist nicht angekommen.',
          text: 'Die Verbindung zur Praxis ist zu langsam oder unterbrochen. Versuchen Sie es noch einmal oder in einem anderen Netz.',
        },
      },
      network: {
        slow: {
          title: 'Das Netz ist langsam.',
          text: 'Gehen Sie näher an das WLAN oder beenden Sie Downloads und Filme. Das Bild kann klein werden oder aussetzen; der Ton geht vor.',
        },
        unproven: {
          title: 'Hier geht es. Ob andere erreicht werden, ist nicht bekannt.',
          text: 'Ihre Praxis hat kein Relais, oder es antwortet nicht. Wo beide Netze Anrufe durchlassen, klappt das Gespräch trotzdem.',
        },
        blocked: {
          title: 'Hier kommt kein Anruf durch.',
          text: 'Vielleicht steht eine Firewall im Weg. Versuchen Sie ein anderes Netz, zum Beispiel das Ihres Telefons.',
        },
      },
    },
    failed: 'Es funktioniert gerade nicht. Bitte versuchen Sie es noch einmal.',
    ways: 'Wege, die ausprobiert wurden',
    way: {
      direct: 'Direkt, über UDP',
      relay_udp: 'Relais über UDP',
      relay_tcp: 'Relais über TCP',
      relay_tls: 'Relais über TLS',
    },
    wayWorks: 'geht',
    wayShut: 'kommt nicht durch',
    path: {
      direct: 'Direkt, ohne Relais',
      relay_udp: 'Relais über UDP',
      relay_tcp: 'Relais über TCP, weil UDP blockiert ist',
      relay_tls: 'Relais über TLS, weil nur das Web durchkommt',
    },
    figures: { path: 'Weg', roundTrip: 'Hin und zurück', loss: 'Unterwegs verloren', rate: 'Tempo' },
    unknown: 'unbekannt',
  },

  ringTry: {
    start: 'Klingelton ausprobieren',
    again: 'Noch einmal ausprobieren',
    say: {
      untested: 'Die Praxis läutet dieses Gerät einmal an, genau wie bei einem Anruf.',
      asked: 'Der Klingelton ist unterwegs.',
      sounding: 'Das ist nur eine Probe, niemand ruft an. Hören Sie es?',
      asking: 'Haben Sie den Klingelton gehört?',
      good: 'Ein Anruf ist hier zu hören.',
    },
    notifications: 'Mitteilungen dieses Geräts',
    notification: { unknown: 'noch nicht ausprobiert', shown: 'werden gezeigt', hidden: 'werden nicht gezeigt' },
    volume: 'Lautstärke des Klingeltons',
    battery: 'Energiesparmodus',
    unknowable: 'lässt sich hier nicht feststellen',
    heardByPatient: 'Klingelton gehört',
    notHeardByPatient: 'Klingelton nicht gehört',
  },

  policy: {
    patient: 'Ihr Gerätetest ist noch nicht bestanden. Machen Sie ihn hier auf der Seite, damit dem Gespräch nichts im Weg steht.',
    doctor: 'Kein bestandener Gerätetest',
  },

  devices: {
    camera: 'Kamera',
    microphone: 'Mikrofon',
    speaker: 'Lautsprecher',
    ring: 'Lautsprecher für das Klingeln',
    ringHint: 'Es klingelt auch auf der üblichen Ausgabe des Geräts, damit man es hört.',
    standard: 'Wie das Gerät es wählt',
    unplugged: (name) => `${name} (nicht angeschlossen)`,
    headset: 'Ich trage ein Headset',
    headsetHint: 'Dann ist kein Echo zu entfernen, und Sie klingen natürlicher.',
  },

  settings: {
    title: 'Einstellungen',
    close: 'Einstellungen verlassen',
    devices: 'Geräte',
    preview: 'Bild und Lautstärke zeigen',
    previewOff: 'Kamera ausschalten',
    ring: 'Klingeln',
    ringLead: 'Hören Sie, wie dieses Gerät bei einem Anruf klingelt.',
    look: 'Aussehen und Sprache',
    theme: 'Farben',
    themes: { system: 'Wie das Gerät', light: 'Hell', dark: 'Dunkel' },
    server: 'Server',
    serverAddress: 'Adresse',
    serverChange: 'Diesen Server verwenden',
    serverRefused: {
      malformed: (address) => `„${address}“ ist nicht die Adresse eines Servers. Sie ist ein Name wie praxis.example.`,
      not_encrypted: (address) =>
        `${address} wird nicht verwendet: Ihr Passwort und Ihre Gespräche wären unterwegs lesbar. Geben Sie den Namen ohne http:// ein, oder fragen Sie Ihre Praxis.`,
    },
    serverTitle: 'Server wechseln?',
    serverText: (url) => `Sie werden hier abgemeldet und melden sich bei ${url} neu an.`,
    serverConfirm: 'Abmelden und wechseln',
    serverSame: 'Dieser Server wird schon verwendet.',
  },

  reach: {
    title: 'Erreichbar sein',
    keepRunning: 'Bei geschlossenem Fenster erreichbar bleiben',
    keepRunningHint: 'Anrufe klingeln und Nachrichten kommen an; die App läuft im Hintergrund weiter.',
    autostart: 'Mit dem Computer starten',
    autostartHint: 'Sie sind erreichbar, sobald Sie sich an diesem Computer anmelden.',
    failed: 'Das System hat das nicht angenommen. Versuchen Sie es noch einmal, oder ändern Sie es in dessen eigenen Einstellungen.',
    askTitle: 'Wie erreichen Ihre Patienten Sie?',
    askText: 'Solange MedConsult nicht läuft, kann Sie niemand anrufen. Später finden Sie das in den Einstellungen.',
    done: 'Fertig',
    closeTitle: 'MedConsult schließen?',
    closeText: {
      call: 'Ein Gespräch läuft. Es bricht ab, wenn die App endet.',
      session: 'Ihre Sprechstunde läuft und Patienten warten. Sie sehen, dass Sie fort sind, bis Sie die App wieder öffnen.',
      place: 'Sie warten auf den Arzt. Solange die App geschlossen ist, klingelt es nicht, und nach einer Weile verlieren Sie Ihren Platz.',
      reach: 'Solange die App geschlossen ist, kann Sie niemand anrufen, und Nachrichten warten, bis Sie sie wieder öffnen.',
    },
    goOnText: 'Im Hintergrund nimmt sie keinen Platz auf dem Bildschirm ein und klingelt trotzdem.',
    stay: 'Offen lassen',
    goOn: 'Im Hintergrund weiter',
    close: 'Schließen',
  },

  quality: {
    grade: { good: 'Gute Verbindung', weak: 'Schwache Verbindung', bad: 'Schlechte Verbindung' },
    cause: {
      no_path: 'nichts kommt an',
      bandwidth: 'langsames Netz',
      loss: 'Teile gehen verloren',
      delay: 'lange Verzögerung',
      relay: 'langer Weg über das Relais',
      machine: 'dieses Gerät ist ausgelastet',
    },
  },

  keys: {
    open: 'Geräte und Tasten',
    short: 'Geräte',
    title: 'Tasten',
    use: 'Einzelne Tasten verwenden',
    list: {
      microphone: 'Mikrofon an oder aus',
      camera: 'Kamera an oder aus',
      devices: 'Geräte und Tasten',
      end: 'Zu „Auflegen“ springen',
      help: 'Tasten zeigen',
      close: 'Dies schließen',
    },
  },
};
