// The English words of chats.

import type { SaveFailure } from '../../generated/types';
import type { WhyNotAttached } from '../../chat/staged';
import { upTo99 } from '../numbers';

export const chatEn = {
  chat: {
    open: 'Chat',
    openNamed: (name: string, unread: number) => (unread === 0 ? `Chat with ${name}` : `Chat with ${name}, ${upTo99(unread)} unread`),
    count: upTo99,
    close: 'Close chat',
    title: 'Chat',
    titleNamed: (name: string) => `Chat with ${name}`,
    private: 'Only the two of you can read this.',
    openUntil: (day: string) => `You can write until ${day}.`,
    write: 'Your message',
    placeholder: 'Write a message …',
    send: 'Send',
    hint: 'Enter sends, Shift and Enter begin a new line.',
    earlier: 'Show earlier messages',
    you: 'You',
    types: (name: string) => `${name} is writing …`,
    emptyTitle: 'No messages yet',
    emptyDoctor: 'Ask what you need to know before the consultation.',
    emptyPatient: 'Write what the doctor should know before the consultation.',
    cardTitle: 'Private chat',
    cardLead: (name: string) => `Write to ${name} while you wait, and after the consultation.`,
    cardLeadOver: (name: string) => `Write to ${name}, or read again what you wrote.`,
    cardOpen: (unread: number) => (unread === 0 ? 'Open chat' : `Open chat, ${upTo99(unread)} unread`),
    state: {
      waiting: 'Waiting to be sent',
      sending: 'Sending',
      sent: 'Sent',
      delivered: 'Delivered',
      read: 'Read',
    },
    notSent: 'Not sent.',
    retry: 'Try again',
    discard: 'Delete',
    file: 'File',
    picture: (name: string) => `Picture: ${name}`,
    pictureComing: (name: string) => `${name} is being fetched`,
    look: (name: string) => `Show ${name} large`,
    noPicture: 'can’t be shown here',
    save: 'Save',
    saveNamed: (name: string) => `Save ${name}`,
    saved: (name: string) => `Saved to your downloads as ${name}`,
    notSaved: {
      not_here: 'It could not be fetched.',
      no_folder: 'This device has no folder for downloads.',
      not_written: 'It could not be written to your downloads.',
    } satisfies Record<SaveFailure, string>,
    attach: 'Attach pictures or documents',
    attachHint: (most: string) => `JPEG, PNG, WebP or PDF, up to ${most} each.`,
    limits: (most: string, files: number) =>
      `JPEG, PNG, WebP or PDF, up to ${most} each, ${files === 1 ? '1 file' : `${files} files`} at a time.`,
    cannot: {
      too_large: 'This is too large.',
      empty: 'This file is empty.',
      wrong_kind: 'Files of this kind are not taken.',
      too_many: 'These are too many at once.',
    } satisfies Record<WhyNotAttached, string>,
    unreadable: 'A file could not be read. Please choose it again.',
    removeNamed: (name: string) => `Do not send ${name}`,
    drop: 'Drop files here to attach them',
    uploading: (percent: number) => `${percent} % sent`,
    stop: 'Stop sending',
    stopNamed: (name: string) => `Stop sending ${name}`,
  },
};

export type ChatTexts = typeof chatEn;
