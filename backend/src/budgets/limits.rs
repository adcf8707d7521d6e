//! How much is in each purse, as the configuration has it.

use super::purse::{Purse, Rate, Rates};
use anyhow::Context;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// How much is in each purse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits(BTreeMap<Purse, Rates>);

impl Default for Limits {
    fn default() -> Self {
        Self(Purse::ALL.iter().map(|it| (*it, it.rates())).collect())
    }
}

impl Limits {
    /// As good as none, for tests that do in a second what people do in a day.
    #[must_use]
    pub fn generous() -> Self {
        const MANY: NonZeroU32 = NonZeroU32::new(1_000_000).unwrap();
        let mut limits = Self::default();
        for rates in limits.0.values_mut() {
            let all = [
                &mut rates.person,
                &mut rates.target,
                &mut rates.network,
                &mut rates.all,
            ];
            for rate in all.into_iter().flatten() {
                rate.tries = MANY;
            }
        }
        limits
    }

    /// The same with another amount in one purse.
    #[must_use]
    pub fn with(mut self, purse: Purse, rates: Rates) -> Self {
        self.0.insert(purse, rates);
        self
    }

    /// Every purse with what is in it.
    pub fn purses(&self) -> impl Iterator<Item = (Purse, Rates)> {
        self.0.iter().map(|(purse, rates)| (*purse, *rates))
    }

    /// What is in a purse.
    #[must_use]
    pub fn of(&self, purse: Purse) -> Rates {
        self.0.get(&purse).copied().unwrap_or_default()
    }
}

/// Other amounts in a purse; what is absent keeps its own, and so does the time they are for.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSection {
    /// For one person.
    pub person: Option<NonZeroU32>,
    /// For one doctor, queue, thread.
    pub target: Option<NonZeroU32>,
    /// For all who come from one network.
    pub network: Option<NonZeroU32>,
    /// For everybody together.
    pub all: Option<NonZeroU32>,
}

impl Limits {
    /// The usual ones, but for what these sections ask for.
    ///
    /// # Errors
    /// A purse has nothing of that kind to change.
    pub fn of_sections(sections: &BTreeMap<Purse, LimitSection>) -> anyhow::Result<Self> {
        let mut limits = Self::default();
        for (purse, section) in sections {
            let mut rates = limits.of(*purse);
            for (part, wanted, rate) in [
                ("person", section.person, &mut rates.person),
                ("target", section.target, &mut rates.target),
                ("network", section.network, &mut rates.network),
                ("all", section.all, &mut rates.all),
            ] {
                if let Some(tries) = wanted {
                    let within = rate.map(|rate| rate.within);
                    let within = within.with_context(|| {
                        format!("limits.{}: nothing is counted by {part}", purse.word())
                    })?;
                    *rate = Some(Rate { tries, within });
                }
            }
            limits = limits.with(*purse, rates);
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purse_is_filled_otherwise_where_it_counts_at_all() {
        let limits = |text| {
            let sections: BTreeMap<Purse, LimitSection> = toml::from_str(text).unwrap();
            Limits::of_sections(&sections)
        };
        let rings = limits("[rings]\nperson = 3").unwrap().of(Purse::Rings);
        assert_eq!(rings.person.unwrap().tries.get(), 3);
        assert_eq!(rings.all, Purse::Rings.rates().all);
        let error = limits("[registrations]\ntarget = 3").unwrap_err();
        assert!(
            error.to_string().contains("limits.registrations"),
            "{error}"
        );
    }
}
