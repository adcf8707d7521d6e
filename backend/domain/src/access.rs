//! Who may do what, before any question of state.

use shared::{Role, UserId};

/// Somebody who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub user_id: UserId,
    /// As what.
    pub role: Role,
    /// False while a doctor waits for approval.
    pub approved: bool,
    /// Whether the e-mail address is known to be this person's, or need not be.
    pub proved: bool,
}

/// Asked for something that is not this person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The role may not do this at all.
    Role,
    /// The doctor waits for an admin's approval.
    NotApproved,
    /// Nobody knows yet whether the e-mail address is the patient's.
    EmailUnproved,
}

/// Lets a doctor through who may practise.
///
/// # Errors
/// Another role, or a doctor without approval.
pub const fn practising_doctor(identity: Identity) -> Result<UserId, Denied> {
    match identity.role {
        Role::Doctor if identity.approved => Ok(identity.user_id),
        Role::Doctor => Err(Denied::NotApproved),
        Role::Patient | Role::Admin => Err(Denied::Role),
    }
}

/// Lets a patient through.
///
/// # Errors
/// Another role.
pub const fn patient(identity: Identity) -> Result<UserId, Denied> {
    match identity.role {
        Role::Patient => Ok(identity.user_id),
        Role::Doctor | Role::Admin => Err(Denied::Role),
    }
}

/// Lets a patient through who takes something of which there is little: a place, a time, a doctor's
/// attention. Whoever invents addresses could take all of it.
///
/// # Errors
/// Another role, or an address that was not proved.
pub const fn proved_patient(identity: Identity) -> Result<UserId, Denied> {
    match patient(identity) {
        Ok(_) if !identity.proved => Err(Denied::EmailUnproved),
        answer => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(role: Role, approved: bool) -> Identity {
        Identity {
            user_id: UserId(Default::default()),
            role,
            approved,
            proved: true,
        }
    }

    #[test]
    fn a_doctor_practises_once_approved() {
        assert!(practising_doctor(identity(Role::Doctor, true)).is_ok());
        assert_eq!(
            practising_doctor(identity(Role::Doctor, false)),
            Err(Denied::NotApproved)
        );
        assert_eq!(
            practising_doctor(identity(Role::Patient, true)),
            Err(Denied::Role)
        );
        assert_eq!(
            practising_doctor(identity(Role::Admin, true)),
            Err(Denied::Role)
        );
    }

    #[test]
    fn only_patients_are_patients() {
        assert!(patient(identity(Role::Patient, true)).is_ok());
        assert_eq!(patient(identity(Role::Doctor, true)), Err(Denied::Role));
        assert_eq!(patient(identity(Role::Admin, true)), Err(Denied::Role));
    }

    #[test]
    fn what_is_scarce_is_for_patients_whose_address_was_proved() {
        let unproved = |role| Identity {
            proved: false,
            ..identity(role, true)
        };
        assert!(proved_patient(identity(Role::Patient, true)).is_ok());
        assert!(patient(unproved(Role::Patient)).is_ok());
        let refused = |role| proved_patient(unproved(role)).unwrap_err();
        assert_eq!(refused(Role::Patient), Denied::EmailUnproved);
        assert_eq!(refused(Role::Doctor), Denied::Role);
    }
}
