//! Deals: what to work on next?
//!
//! ```text
//! expected value     amount × probability of winning                           money, of a deal
//! revenue velocity   open deals × mean won amount × win rate ÷ cycle length    money per day, of a pipeline
//! ```

mod rank;
mod ranking;
mod velocity;

pub use rank::{RankOptions, rank};
pub use ranking::{Basis, Excluded, RankedDeal, Ranking, Total, Velocity, VelocityBy};
