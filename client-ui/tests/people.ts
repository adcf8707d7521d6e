// Who and what is in the gallery's pages, by the numbers that its scenes give them (client/gallery).

const id = (number: number): string => `00000000-0000-0000-0000-${number.toString(16).padStart(12, '0')}`;

export const doctor = id(1);
export const maria = id(2);
export const john = id(3);
export const aylin = id(4);

/** The session that runs. */
export const morning = id(101);

/** Planned sessions. */
export const evening = id(102);
export const skin = id(103);

/** Maria's place in the queue, and so its chat and notes. */
export const encounter = id(202);
export const call = id(300);

/** Appointments: the one whose call may be started, the next one, and two requests. */
export const open = id(701);
export const soon = id(702);
export const asked = id(703);
export const askedFromAfar = id(709);

export const mondayHours = id(801);
export const extraHours = id(902);

/** A file in the chat that nobody has fetched. */
export const diary = id(954);
/** One with more pixels than are shown. */
export const panorama = id(968);
