//! What makes tests out of stories.

/// Plays each story on a fresh database of each kind: `sqlite::name` and `postgresql::name`. What
/// kind of test it is may stand before them.
macro_rules! on_both_databases {
    ($($name:ident => $story:path;)+) => {
        crate::testkit::on_both_databases! { #[tokio::test] $($name => $story;)+ }
    };
    (#[$kind:meta] $($name:ident => $story:path;)+) => {
        mod sqlite {
            $(#[$kind] async fn $name() {
                $story(store::testing::TestDatabase::sqlite().unwrap()).await;
            })+
        }
        mod postgresql {
            $(#[$kind] async fn $name() {
                $story(store::testing::TestDatabase::postgresql().unwrap()).await;
            })+
        }
    };
}
pub(crate) use on_both_databases;
