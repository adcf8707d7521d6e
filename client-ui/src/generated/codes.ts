// The codes of the bridge's binary messages (docs/bridge.md). Written by `cargo xtask types`.
export const VIDEO_REMOTE = 0;
export const VIDEO_LOCAL = 1;
export const AUDIO = 2;
export const REPORT = 3;
export const CAPTURE = 4;
export const FILE = 5;
export const FILE_REQUEST = 6;
export const KEY_FRAME_REQUEST = 7;
export const FLAG_KEY_FRAME = 1;
export const FLAG_LAST = 1;
export const FLAG_GONE = 2;
export const FLAG_CAMERA_ON = 1;
export const FLAG_MICROPHONE_ON = 2;
export const FLAG_KEY_FRAME_WANTED = 4;
export const DEVICE_FINE = 0;
export const DEVICE_MISSING = 1;
export const DEVICE_REFUSED = 2;
