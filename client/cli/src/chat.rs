//! A chat between the two sides of a visit, played by nobody.

use crate::steps::Steps;
use client_core::{ChatBadge, ChatIntent, ChatLine, ChatLineState, Loadable, Screen, ViewState};

/// What the patient writes; it says that nobody did.
const WORDS: &str = "This is a self-test.";

fn lines(view: &ViewState) -> Option<&[ChatLine]> {
    match &view.chat.as_ref()?.lines {
        Loadable::Loaded { value } => Some(value),
        Loadable::Loading | Loadable::Failed { .. } => None,
    }
}

/// Whether the newest line is the patient's, and got so far.
fn newest_is(view: &ViewState, state: &ChatLineState) -> Option<()> {
    let newest = lines(view)?.last()?;
    (newest.text.reveal() == WORDS && newest.state == *state).then_some(())
}

impl Steps<'_> {
    async fn open_chat(
        &self,
        badge: impl Fn(&ViewState) -> Option<ChatBadge>,
    ) -> anyhow::Result<()> {
        let encounter_id = self.see("chat offered", badge).await?.encounter_id;
        self.want(ChatIntent::OpenChat { encounter_id }).await?;
        self.see("chat open", |view| lines(view).map(drop)).await
    }

    /// Patient: writes to the doctor.
    pub async fn write_to_doctor(&self) -> anyhow::Result<()> {
        let own = |view: &ViewState| match &view.screen {
            Screen::WaitingRoom(room) => room.chat,
            _ => None,
        };
        self.open_chat(own).await?;
        let text = WORDS.into();
        self.want(ChatIntent::WriteMessage { text }).await?;
        let delivered = |view: &ViewState| newest_is(view, &ChatLineState::Delivered);
        self.see("message delivered", delivered).await
    }

    /// Doctor: reads what the one patient of the session wrote.
    pub async fn read_from_patient(&self) -> anyhow::Result<()> {
        let unread = |view: &ViewState| match &view.screen {
            Screen::PracticeRoom(room) => match &room.queue {
                Loadable::Loaded { value } => {
                    let mut badges = value.iter().map(|row| row.chat);
                    badges.find(|badge| badge.unread > 0)
                }
                Loadable::Loading | Loadable::Failed { .. } => None,
            },
            _ => None,
        };
        self.open_chat(unread).await?;
        let received = |view: &ViewState| newest_is(view, &ChatLineState::Received);
        self.see("message received", received).await?;
        self.want(ChatIntent::CloseChat).await
    }

    /// Patient: sees that the doctor has read it.
    pub async fn is_read(&self) -> anyhow::Result<()> {
        let read = |view: &ViewState| newest_is(view, &ChatLineState::Read);
        self.see("message read", read).await?;
        self.want(ChatIntent::CloseChat).await
    }
}
