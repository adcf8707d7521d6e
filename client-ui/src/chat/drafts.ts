// What is typed and not sent, by chat. It outlives the panel, which a call or another chat may close.

const drafts = new Map<string, string>();

export function draftOf(chat: string): string {
  return drafts.get(chat) ?? '';
}

export function keepDraft(chat: string, text: string): void {
  if (text === '') drafts.delete(chat);
  else drafts.set(chat, text);
}
