// Why something went wrong or may not be done, in words.

import type { Action, FormState, RefusedAddress, RequestError, Role } from './generated/types';
import { t } from './i18n';

/** Who reads: what is said of a doctor who is busy, that doctor is told in other words. */
let reader: Role | null = null;

export function setReader(role: Role | null): void {
  reader = role;
}

export function errorText(trouble: RequestError): string {
  if (trouble.kind === 'unreachable') return t.errors.fault[trouble.fault];
  if (trouble.kind === 'no_server') return t.errors.noServer;
  if (trouble.kind === 'file_lost') return t.errors.fileLost;
  const own = (trouble.code === 'doctor_busy' && reader === 'doctor') || (trouble.code === 'patient_busy' && reader === 'patient');
  const text = own ? t.direct.youAreBusy : t.errors.code[trouble.code];
  return trouble.retry_after_s === null ? text : `${text} ${t.errors.retryAfter(trouble.retry_after_s)}`;
}

/** The text beside one field of a form; the field's name is the one of the request body. */
export function fieldError(form: FormState, field: string): string | null {
  if (form.problem?.kind !== 'refused') return null;
  const problem = form.problem.fields.find((one) => one.field === field);
  return problem ? t.field[problem.code] : null;
}

/** Why an address of a server is not used. */
export function addressError(refused: RefusedAddress | null): string | null {
  return refused && t.settings.serverRefused[refused.fault](refused.address);
}

/** Why an action is not possible, if it isn't. */
export function refusal(action: Action): string | null {
  return action.state === 'refused' ? t.whyNot[action.why] : null;
}

/** True where an action belongs to another stage of a visit, so that showing it would only confuse. */
export function outOfPlace(action: Action): boolean {
  return action.state === 'refused' && (action.why === 'settled' || action.why === 'not_settled');
}
