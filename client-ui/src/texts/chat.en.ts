// The English words of chats.

/** A number small enough for a badge. */
const upTo99 = (n: number): string => (n > 99 ? '99+' : String(n));

export const chatEn = {
  chat: {
    open: 'Chat',
    openNamed: (name: string, unread: number) =>
      unread === 0 ? `Chat with ${name}` : `Chat with ${name}, ${upTo99(unread)} unread`,
    count: upTo99,
    close: 'Close chat',
    title: 'Chat',
    titleNamed: (name: string) => `Chat with ${name}`,
    private: 'Only the two of you can read this.',
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
    fileNote: 'This app can’t open files yet.',
  },
};

export type ChatTexts = typeof chatEn;
