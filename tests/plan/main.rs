//! From gaps to remedies: the worked example, the rights gate, what is bought, budgets, prices.

mod budget;
mod common;
mod gate;
mod lines;
mod prices;
mod varsenia;
