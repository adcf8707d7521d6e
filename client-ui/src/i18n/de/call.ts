// The German words for a call from its ring to its end, and the notes beside it.

import type { CallTexts } from '../en/call';
import { seconds } from './common';

export const callDe: CallTexts = {
  invitation: {
    kind: {
      queue: 'Sie sind an der Reihe',
      appointment: 'Ihr Termin beginnt',
      direct: 'Eine Patientin oder ein Patient ruft an',
    },
    calling: (name) => `${name} ruft an`,
    accept: 'Annehmen',
    decline: 'Ablehnen',
    left: (s) => `Noch ${seconds(s)}, um zu antworten`,
    privacy: 'Kamera und Mikrofon gehen erst an, wenn Sie annehmen.',
  },

  call: {
    with: (name) => `Gespräch mit ${name}`,
    connecting: (name) => `Verbindung zu ${name} wird aufgebaut`,
    connectingText: 'Kamera und Mikrofon werden vorbereitet.',
    interrupted: 'Die Verbindung ist unterbrochen',
    interruptedOther: (name) => `Von ${name} kommt gerade nichts an. Die Verbindung wird wiederhergestellt; Sie müssen nichts tun.`,
    interruptedOwn: 'Dieses Gerät hat die Verbindung zum Server verloren. Sie wird wiederhergestellt; Sie müssen nichts tun.',
    back: 'Sie sind wieder verbunden',
    timeLeft: (time) => `noch ${time}`,
    duration: 'Dauer',
    self: 'Sie',
    selfPicture: 'Ihr eigenes Bild',
    otherPicture: (name) => `Bild von ${name}`,
    microphone: 'Mikrofon',
    camera: 'Kamera',
    microphoneOff: 'Ihr Mikrofon ist aus',
    cameraOff: 'Ihre Kamera ist aus',
    otherMuted: (name) => `${name} ist stumm`,
    otherCameraOff: (name) => `${name} hat die Kamera aus`,
    waitingForPicture: 'Das Bild kommt gleich',
    end: 'Auflegen',
    synthetic: 'Künstliche Kamera und künstliches Mikrofon',
    controls: 'Bedienung des Gesprächs',
    elsewhereTitle: 'Auf einem anderen Gerät angenommen',
    elsewhere: (name) => `Das Gespräch mit ${name} läuft dort.`,
    heldTitle: (name) => `Sie sind im Gespräch mit ${name}`,
    held: 'Kamera und Mikrofon dieses Geräts sind aus. Sie gehen erst an, wenn Sie teilnehmen.',
    join: 'Am Gespräch teilnehmen',
    talked: 'Gesprächsdauer',
    trouble: {
      no_camera: 'Es wurde keine Kamera gefunden. Man hört Sie, sieht Sie aber nicht.',
      no_microphone: 'Es wurde kein Mikrofon gefunden. Man sieht Sie, hört Sie aber nicht.',
      no_camera_nor_microphone: 'Es wurde weder Kamera noch Mikrofon gefunden. Sie können nur sehen und hören.',
      camera_refused: 'Diese App darf die Kamera nicht benutzen. Erlauben Sie es in den Datenschutzeinstellungen des Systems.',
      microphone_refused: 'Diese App darf das Mikrofon nicht benutzen. Erlauben Sie es in den Datenschutzeinstellungen des Systems.',
      no_speaker: 'Dieses Gerät gibt keinen Ton aus, deshalb hören Sie die andere Seite nicht. Man hört Sie.',
    },
  },

  identity: {
    title: (name) => `Ist das wirklich ${name}?`,
    compare: 'Lesen Sie einander diese Zahl vor:',
    differ: 'Wenn die Zahlen verschieden sind, legen Sie auf: Es könnte jemand mithören.',
    noNumber: 'Die Zahl zum Vergleichen ist noch nicht da. Ohne sie lässt sich dieses Gespräch nicht prüfen.',
    pending: 'Das andere Gerät hat noch nicht gesagt, wem es gehört.',
    tooOld: (name) => `Das Gespräch funktioniert, lässt sich aber nicht prüfen: Die App von ${name} oder der Server der Praxis ist zu alt.`,
    signedBefore: (name) =>
      `Frühere Gespräche mit ${name} ließen sich prüfen. Wenn Sie nicht wissen, warum es bei diesem nicht geht, fragen Sie ${name} auf anderem Weg, etwa am Telefon.`,
    first: (name) => `Auf diesem Gerät sprechen Sie zum ersten Mal mit ${name}.`,
    known: (name, since) => `Mit diesem Gerät von ${name} haben Sie zum ersten Mal am ${since} gesprochen.`,
    new: (name) =>
      `${name} benutzt ein Gerät, mit dem Sie noch nicht gesprochen haben. Nach einem Wechsel des Geräts oder einer neuen Installation ist das normal; sicher sagt es die Zahl.`,
    newSign: (name) => `${name}: neues Gerät`,
    unsignedSign: 'Dieses Gespräch lässt sich nicht prüfen',
    refused: 'Dieses Gerät hat die Verbindung abgelehnt',
    why: {
      not_signed: (name) =>
        `Was im Namen von ${name} kam, hat das Gerät von ${name} nicht unterschrieben. Vielleicht will jemand mithören. Versuchen Sie es noch einmal in einem neuen Anruf; geschieht es wieder, sagen Sie es der Praxis.`,
      other_key: (name) =>
        `Mitten im Gespräch ist ein anderes Gerät an die Stelle des Geräts von ${name} getreten. Vielleicht will jemand mithören. Versuchen Sie es noch einmal in einem neuen Anruf; geschieht es wieder, sagen Sie es der Praxis.`,
      other_number: (name) =>
        `Ihr Gerät und das von ${name} kamen nicht zu einer gemeinsamen Zahl, wie es zwei Geräten gelingt, zwischen denen niemand ist. Vielleicht will jemand mithören. Versuchen Sie es noch einmal in einem neuen Anruf; geschieht es wieder, sagen Sie es der Praxis.`,
    },
  },

  ended: {
    outcome: {
      completed: () => 'Gespräch beendet',
      declined: ({ byMe, name }) => (byMe ? 'Sie haben den Anruf abgelehnt' : `${name} hat den Anruf abgelehnt`),
      missed: ({ outgoing, name }) => (outgoing ? `${name} hat nicht geantwortet` : 'Sie haben einen Anruf verpasst'),
      cancelled: ({ byMe, name }) => (byMe ? 'Sie haben den Anruf zurückgezogen' : `${name} hat den Anruf zurückgezogen`),
      no_show: ({ outgoing, name }) => (outgoing ? `${name} ist nicht erschienen` : 'Sie haben diesen Anruf versäumt'),
      never_connected: () => 'Es kam keine Verbindung zustande',
      lost: () => 'Die Verbindung ist abgebrochen',
    },
    completed: ({ byMe, name }) => (byMe ? 'Sie haben aufgelegt.' : `${name} hat aufgelegt.`),
    cause: {
      person_declined: ({ outgoing }) =>
        outgoing ? 'Die Person ist wieder in der Warteliste.' : 'Sie behalten Ihren Platz in der Warteliste.',
      caller_cancelled: ({ byMe }) => (byMe ? 'Es klingelt nicht mehr.' : 'Sie behalten Ihren Platz in der Warteliste.'),
      visit_withdrawn: () => 'Die Sprechstunde wurde beendet, oder der Platz wurde aufgegeben.',
      ended_early: ({ byMe, name }) =>
        byMe ? 'Sie haben aufgelegt, bevor die Verbindung stand.' : `${name} hat aufgelegt, bevor die Verbindung stand.`,
      ended_interrupted: ({ byMe, name }) =>
        byMe
          ? 'Sie haben aufgelegt, während die Verbindung wiederhergestellt wurde.'
          : `${name} hat aufgelegt, während die Verbindung wiederhergestellt wurde.`,
      never_reached: ({ outgoing }) =>
        outgoing ? 'Der Anruf kam auf keinem Gerät an.' : 'Der Anruf hat dieses Gerät nicht rechtzeitig erreicht.',
      reached_silently: ({ outgoing }) =>
        outgoing ? 'Das Gerät zeigte den Anruf, gab aber keinen Ton.' : 'Ihr Gerät konnte keinen Ton ausgeben.',
      rang_unheard: ({ outgoing }) =>
        outgoing ? 'Das Gerät klingelte, und niemand nahm an.' : 'Ihr Gerät klingelte, und der Anruf blieb unbeantwortet.',
      party_absent: () => 'Eine Seite ist nicht erschienen.',
      permission_refused: () => 'Kamera und Mikrofon wurden nicht erlaubt.',
      no_camera_or_microphone: () => 'Es gab weder Kamera noch Mikrofon.',
      network_blocked: () => 'Kein Weg zwischen den beiden Geräten war offen. Vielleicht blockiert eine Firewall.',
      relay_failed: () => 'Die Vermittlung für das Gespräch war nicht erreichbar.',
      other_side_gone: ({ name }) => `Das Gerät von ${name} ist nicht mehr da.`,
      server_restarted: () => 'Der Server war zu lange nicht erreichbar.',
    },
    queueKept: 'Sie behalten Ihren Platz und sind weiter an der Reihe. Sagen Sie, dass Sie da sind, dann klingelt es wieder.',
    queueAgain: 'Der Platz bleibt an der Reihe. Sie können sofort erneut einladen.',
  },

  notes: {
    title: 'Notizen',
    about: (name) => `Notizen zu ${name}`,
    placeholder: 'Was Sie hören, sehen und vereinbaren. Nur Sie lesen das.',
    close: 'Notizen schließen',
    blank: 'Alles wird beim Schreiben gespeichert.',
    saving: 'Wird gespeichert …',
    saved: (ago) => `Gespeichert ${ago}`,
    waiting: 'Noch nicht gespeichert: keine Verbindung. Der Text bleibt hier und wird gespeichert, sobald sie wieder da ist.',
    refused: 'Nicht gespeichert.',
    conflict: 'Ein anderes Ihrer Geräte hat diese Notizen geändert:',
    keepOwn: 'Meine behalten',
    takeOther: 'Die andere nehmen',
  },

  ring: {
    sent: 'Gesendet',
    reached: 'Angekommen',
    sounding: 'Klingelt',
    seen: 'Gesehen',
    answered: 'Beantwortet',
  },

  stall: {
    no_device: 'Keines der Geräte ist verbunden.',
    no_sound_output: 'Das Gerät kann keinen Ton ausgeben. Es zeigt die Einladung nur an.',
    muted: 'Das Gerät ist stumm geschaltet. Es zeigt die Einladung nur an.',
    stalled: 'Das Gerät hat geklingelt, dann brach der Ton ab. Die Einladung zeigt es weiterhin an.',
  },
};
