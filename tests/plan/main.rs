//! From gaps to remedies: the worked example, the rights gate, what is bought, budgets, prices.

mod budget;
mod common;
mod gate;
mod library;
mod lines;
mod outputs;
mod prices;
mod robust;
#[path = "../surveys/tables.rs"]
mod tables;
mod varsenia;
mod what_if;
