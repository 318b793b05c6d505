//! The tables, and how those of older versions become those of this one.

use rusqlite::{Connection, TransactionBehavior};

use super::errors::{Fault, Result};

/// Marks the database as Tertulia's in its header ("Trtl").
pub(super) const APPLICATION_ID: u32 = 0x5472_746C;

/// What brings a database of version `n` to version `n + 1`. A released step is never changed.
const STEPS: [&str; 4] = [
    include_str!("version-1.sql"),
    include_str!("version-2.sql"),
    include_str!("version-3.sql"),
    include_str!("version-4.sql"),
];

/// The version that [`bring_up_to_date`] leads to.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// The version of the database; 0 when nothing is in it yet.
pub(super) fn version(connection: &Connection) -> Result<u32> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let application = pragma("application_id")?.cast_unsigned();
    let version = pragma("user_version")?.cast_unsigned();
    match application {
        APPLICATION_ID if version > VERSION => Err(Fault::Newer(version)),
        APPLICATION_ID if version > 0 => Ok(version),
        APPLICATION_ID => Err(Fault::Damaged("it has no version".to_owned())),
        0 => {
            let tables = "SELECT count(*) FROM sqlite_schema";
            let tables: i64 = connection.query_row(tables, [], |row| row.get(0))?;
            if tables == 0 {
                Ok(0)
            } else {
                Err(Fault::Foreign)
            }
        }
        _ => Err(Fault::Foreign),
    }
}

/// Brings the tables from version `from` to this program's, and then does `fill`: all together or
/// not at all.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    from: u32,
    fill: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in STEPS.iter().skip(from as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID.cast_signed())?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    fill(&transaction)?;
    transaction.commit()?;
    Ok(())
}
