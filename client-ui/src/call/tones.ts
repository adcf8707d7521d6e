// Two soft notes when the connection drops, and the same upwards when it is back.

const DROPPED_HZ = [523, 392];
const BACK_HZ = [392, 523];
/** Of full scale: it must not startle anybody who wears headphones. */
const LOUDNESS = 0.06;
const NOTE_S = 0.18;
const FADE_S = 0.03;

let output: AudioContext | null = null;

function play(notes: number[]): void {
  try {
    output ??= new AudioContext();
    const { destination, currentTime } = output;
    // It may have been put to sleep; nothing is lost where it can't be woken.
    void output.resume();
    for (const [place, hertz] of notes.entries()) {
      const from = currentTime + place * NOTE_S;
      const note = output.createOscillator();
      const fade = output.createGain();
      note.frequency.value = hertz;
      fade.gain.setValueAtTime(0, from);
      fade.gain.linearRampToValueAtTime(LOUDNESS, from + FADE_S);
      fade.gain.setValueAtTime(LOUDNESS, from + NOTE_S - FADE_S);
      fade.gain.linearRampToValueAtTime(0, from + NOTE_S);
      note.connect(fade).connect(destination);
      note.start(from);
      note.stop(from + NOTE_S);
    }
  } catch {
    // A page without sound shows what happened all the same.
  }
}

export const playDropped = (): void => play(DROPPED_HZ);
export const playBack = (): void => play(BACK_HZ);
