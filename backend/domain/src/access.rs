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
}

/// Asked for something that is not this person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The role may not do this at all.
    Role,
    /// The doctor waits for an admin's approval.
    NotApproved,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(role: Role, approved: bool) -> Identity {
        Identity {
            user_id: UserId(Default::default()),
            role,
            approved,
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
}
