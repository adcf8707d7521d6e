/** What a full ring of the countdown stands for while it rings; the deadline itself is the view's. */
export const RING_SCALE_MS = 30_000;
