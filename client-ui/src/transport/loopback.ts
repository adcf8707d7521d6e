// A WebSocket to the engine on this very device. It opens again for ever, because the other end is
// a part of the same app: either it comes back or the window closes.

const RETRY_MS = 500;
/** The engine serves one page; a newer one took this one's place, and two must not take turns. */
const REPLACED = 4001;

export interface Loopback {
  /** False where there is no way to the engine at the moment. */
  send(message: string | ArrayBuffer): boolean;
  close(): void;
}

export interface Received {
  text?(text: string): void;
  bytes?(bytes: ArrayBuffer): void;
  opened?(): void;
}

export function openLoopback(url: string, received: Received): Loopback {
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function connect(): void {
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => received.opened?.();
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') received.text?.(data);
      else received.bytes?.(data);
    };
    socket.onclose = ({ code }) => {
      if (!closed && code !== REPLACED) retry = setTimeout(connect, RETRY_MS);
    };
  }

  connect();
  return {
    send: (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(message);
      return true;
    },
    close: () => {
      closed = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}
