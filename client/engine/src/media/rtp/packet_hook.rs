//! What all interceptors of ours have in common: packets wait in two queues until the crate's packet
//! chain takes them on.

use rtc::interceptor::{Interceptor, StreamInfo, TaggedPacket};
use rtc::sansio::Protocol;
use rtc::shared::error::Error;
use std::collections::VecDeque;
use std::time::Instant;

/// Packets that wait for the next link of the chain.
#[derive(Default)]
pub struct Queues {
    /// On their way from the wire.
    pub inbound: VecDeque<TaggedPacket>,
    /// On their way to the wire.
    pub outbound: VecDeque<TaggedPacket>,
}

/// What one interceptor does with the packets that pass it.
pub trait PacketHook {
    /// A packet came from the wire. Whatever goes on is put into `queues`.
    fn read(&mut self, packet: TaggedPacket, queues: &mut Queues);

    /// A packet is on its way to the wire; the same.
    fn write(&mut self, packet: TaggedPacket, queues: &mut Queues) {
        queues.outbound.push_back(packet);
    }

    /// When [`Self::wake`] is to be called.
    fn due_at(&self) -> Option<Instant> {
        None
    }

    /// The time may have come; it may also have come for somebody else in the chain only.
    fn wake(&mut self, _now: Instant, _queues: &mut Queues) {}

    /// An own stream was agreed on.
    fn local_stream(&mut self, _info: &StreamInfo) {}

    /// A stream of the other side was agreed on.
    fn remote_stream(&mut self, _info: &StreamInfo) {}

    /// A stream of the other side is over.
    fn remote_stream_ended(&mut self, _info: &StreamInfo) {}
}

/// A [`PacketHook`] as a link of the chain.
pub struct Hooked<H> {
    hook: H,
    queues: Queues,
}

impl<H> Hooked<H> {
    /// With nothing in its queues.
    pub fn new(hook: H) -> Self {
        Self {
            hook,
            queues: Queues::default(),
        }
    }
}

impl<H: PacketHook> Protocol<TaggedPacket, TaggedPacket, ()> for Hooked<H> {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.hook.read(packet, &mut self.queues);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.queues.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.hook.write(packet, &mut self.queues);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.queues.outbound.pop_front()
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), Error> {
        self.hook.wake(now, &mut self.queues);
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Instant> {
        self.hook.due_at()
    }
}

impl<H: PacketHook + Send + Sync> Interceptor for Hooked<H> {
    fn bind_local_stream(&mut self, info: &StreamInfo) {
        self.hook.local_stream(info);
    }

    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}

    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        self.hook.remote_stream(info);
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.hook.remote_stream_ended(info);
    }
}
