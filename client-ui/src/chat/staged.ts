// Files that were chosen and are not sent yet: what fits the rules stays, and of the rest it is said
// why not.

import type { AttachRules } from '../generated/types';

export type WhyNotAttached = 'too_large' | 'empty' | 'wrong_kind' | 'too_many';

export interface Staged {
  files: File[];
  refused: { name: string; why: WhyNotAttached }[];
}

export const nothingStaged: Staged = { files: [], refused: [] };

/** Adds what was chosen; what was refused before is forgotten. */
export function stage(before: Staged, chosen: File[], rules: AttachRules): Staged {
  const staged: Staged = { files: [...before.files], refused: [] };
  for (const file of chosen) {
    const why = whyNot(file, staged.files.length, rules);
    if (why) staged.refused.push({ name: file.name, why });
    else staged.files.push(file);
  }
  return staged;
}

function whyNot(file: File, before: number, rules: AttachRules): WhyNotAttached | null {
  if (file.size === 0) return 'empty';
  if (file.size > rules.most_bytes) return 'too_large';
  // A system that does not know a file's kind says nothing; the server looks at the content anyway.
  if (file.type !== '' && !rules.media_types.includes(file.type)) return 'wrong_kind';
  if (before >= rules.left) return 'too_many';
  return null;
}
